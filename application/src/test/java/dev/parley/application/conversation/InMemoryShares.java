package dev.parley.application.conversation;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import dev.parley.domain.tenant.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Shares in memory. */
public final class InMemoryShares implements Shares {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Stored> shares;
  private final Table<Conversation> conversations;

  private record Stored(Share share, byte[] tokenHash) {}

  public InMemoryShares(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.shares = unitOfWork.table("shares");
    this.conversations = unitOfWork.table("conversations");
  }

  @Override
  public void add(Share share, byte[] tokenHash) {
    var unused =
        unitOfWork.rowsOf(
            share.tenant(),
            () -> {
              if (!isThere(share)) {
                throw new IllegalStateException("no such conversation");
              }
              shares.put(share.tenant(), share.id(), new Stored(share, tokenHash.clone()));
              return share;
            });
  }

  @Override
  public Optional<Share> findByToken(byte[] tokenHash) {
    return unitOfWork.acrossTenants(
        () ->
            shares.all().stream()
                .filter(stored -> Arrays.equals(stored.tokenHash(), tokenHash))
                .map(Stored::share)
                .filter(this::isThere)
                .findFirst());
  }

  @Override
  public List<Share> of(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            shares.of(tenant).stream()
                .map(Stored::share)
                .filter(share -> share.conversation().equals(conversation))
                .filter(this::isThere)
                .toList());
  }

  /** A conversation takes its shares with it. */
  private boolean isThere(Share share) {
    return conversations.find(share.tenant(), share.conversation()).isPresent();
  }

  @Override
  public boolean remove(TenantId tenant, ConversationId conversation, ShareId id) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            shares
                .find(tenant, id)
                .filter(stored -> stored.share().conversation().equals(conversation))
                .map(stored -> shares.remove(tenant, id))
                .orElse(false));
  }
}
