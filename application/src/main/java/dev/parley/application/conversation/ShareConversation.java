package dev.parley.application.conversation;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Branches;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import dev.parley.domain.conversation.ShareToken;
import dev.parley.domain.id.Ids;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Shows conversations to whoever holds a token, where the tenant allows that, until revoked. */
public final class ShareConversation {
  /** The most shares that a conversation has at once. */
  public static final int MAX_SHARES = 20;

  private final Conversations conversations;
  private final Shares shares;
  private final Tenants tenants;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final RandomGenerator random;
  private final Clock clock;

  /**
   * @param random cryptographically strong
   */
  public ShareConversation(
      Conversations conversations,
      Shares shares,
      Tenants tenants,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      RandomGenerator random,
      Clock clock) {
    this.conversations = Objects.requireNonNull(conversations);
    this.shares = Objects.requireNonNull(shares);
    this.tenants = Objects.requireNonNull(tenants);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.random = Objects.requireNonNull(random);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * A share that was just made.
   *
   * @param token shown now and never again
   */
  public record Made(Share share, ShareToken token) {}

  /**
   * Shares the active branch as it is now. Refused for a conversation that is not the caller's or
   * has no message, where the tenant does not share, and beyond {@link #MAX_SHARES}.
   *
   * @param expiresAt null: never
   */
  public Outcome<Made> share(
      Principal caller, ConversationId conversation, @Nullable Instant expiresAt) {
    if (conversations.find(caller.tenant(), caller.subject(), conversation).isEmpty()) {
      return notFound();
    }
    // Not in the unit of work below, which sees the rows of one tenant and not the tenants.
    if (!tenants.find(caller.tenant()).map(Tenant::sharing).orElse(false)) {
      return Outcome.refused(
          new Refusal.Conflict("sharing_disabled", "Conversations of this tenant are not shared."));
    }
    return unitOfWork.inTenant(
        caller.tenant(),
        () ->
            conversations
                .lock(caller.tenant(), caller.subject(), conversation)
                .map(found -> add(caller, found, expiresAt))
                .orElseGet(ShareConversation::notFound));
  }

  private Outcome<Made> add(Principal caller, Conversation found, @Nullable Instant expiresAt) {
    List<Message> active = branches(found.tenant(), found.id()).active();
    if (active.isEmpty()) {
      return notFound();
    }
    if (shares.of(found.tenant(), found.id()).size() >= MAX_SHARES) {
      return Outcome.refused(
          new Refusal.Conflict(
              "too_many_shares",
              "The conversation has " + MAX_SHARES + " shares: revoke one that is not needed."));
    }
    Share share =
        new Share(
            new ShareId(ids.next()),
            found.tenant(),
            found.id(),
            found.owner(),
            found.title(),
            active.getLast().id(),
            expiresAt,
            clock.instant());
    ShareToken token = ShareToken.make(random);
    shares.add(share, token.hash());
    audit.record(
        found.tenant(),
        caller.subject(),
        AuditAction.CONVERSATION_SHARED,
        found.id(),
        Map.of("share", share.id().toString()));
    return Outcome.done(new Made(share, token));
  }

  /** The shares of a conversation. Refused for one that is not the caller's. */
  public Outcome<List<Share>> list(Principal caller, ConversationId conversation) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () ->
            conversations
                .find(caller.tenant(), caller.subject(), conversation)
                .map(found -> Outcome.done(shares.of(caller.tenant(), conversation)))
                .orElseGet(ShareConversation::notFound));
  }

  /** Closes one share. Refused for one that is not there or not the caller's. */
  public Outcome<ConversationId> revoke(
      Principal caller, ConversationId conversation, ShareId share) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () ->
            conversations
                .find(caller.tenant(), caller.subject(), conversation)
                .filter(found -> remove(caller, conversation, share))
                .map(found -> Outcome.done(conversation))
                .orElseGet(ShareConversation::notFound));
  }

  /** Closes all shares of a conversation. Refused for one that is not the caller's. */
  public Outcome<ConversationId> revokeAll(Principal caller, ConversationId conversation) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (conversations.lock(caller.tenant(), caller.subject(), conversation).isEmpty()) {
            return notFound();
          }
          for (Share share : shares.of(caller.tenant(), conversation)) {
            remove(caller, conversation, share.id());
          }
          return Outcome.done(conversation);
        });
  }

  private boolean remove(Principal caller, ConversationId conversation, ShareId share) {
    boolean removed = shares.remove(caller.tenant(), conversation, share);
    if (removed) {
      audit.record(
          caller.tenant(),
          caller.subject(),
          AuditAction.CONVERSATION_UNSHARED,
          conversation,
          Map.of("share", share.toString()));
    }
    return removed;
  }

  /**
   * What a token opens; empty if it opens nothing, whatever the reason: it never did, it has
   * expired or was revoked, or its tenant is suspended or shares no more.
   */
  public Optional<SharedConversation> read(ShareToken token) {
    return shares
        .findByToken(token.hash())
        .filter(share -> share.isOpenAt(clock.instant()))
        .filter(this::isAllowed)
        .flatMap(this::shared);
  }

  private boolean isAllowed(Share share) {
    return tenants
        .find(share.tenant())
        .filter(tenant -> tenant.sharing() && tenant.status() == TenantStatus.ACTIVE)
        .isPresent();
  }

  private Optional<SharedConversation> shared(Share share) {
    Branches branches =
        unitOfWork.inTenant(share.tenant(), () -> branches(share.tenant(), share.conversation()));
    // The conversation may have been removed since the share was found.
    return branches
        .find(share.last())
        .map(last -> branches.path(last.id()))
        .map(
            path ->
                new SharedConversation(
                    share,
                    path.stream().filter(message -> message.author() != Author.SYSTEM).toList()));
  }

  private Branches branches(TenantId tenant, ConversationId conversation) {
    return Branches.of(conversations.messages(tenant, conversation));
  }

  private static <T> Outcome<T> notFound() {
    return Outcome.refused(new Refusal.NotFound("conversation"));
  }
}
