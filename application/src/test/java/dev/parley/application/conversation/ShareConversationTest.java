package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.conversation.ShareConversation.Made;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import dev.parley.domain.conversation.ShareToken;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantStatus;
import dev.parley.domain.validation.InvalidValue;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ShareConversationTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Instant now = Fixtures.NOW;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Principal caller = principal(StoredTenant.OWNER);
  private final Conversation conversation = tenant.withConversation();
  private final Message first = tenant.withMessage(conversation, "Why does it drop?");
  private final ShareConversation share =
      new ShareConversation(
          stores.conversations(),
          stores.shares(),
          stores.tenants(),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          new SecureRandom(),
          clock);

  @BeforeEach
  void allow() {
    stores.tenants().update(tenant.tenant().withSharing(true, now));
  }

  private Principal principal(String subject) {
    return new Principal(tenant.id(), subject, Set.of(Role.CHAT));
  }

  private Made made() {
    return Outcomes.done(share.share(caller, conversation.id(), null));
  }

  private List<String> read(Made made) {
    return share.read(made.token()).orElseThrow().messages().stream()
        .map(Message::content)
        .toList();
  }

  private void append(Author author, MessageId parent, String content) {
    stores
        .conversations()
        .append(
            tenant.id(),
            new Message(
                new MessageId(Fixtures.id()),
                conversation.id(),
                parent,
                author,
                content,
                1,
                null,
                List.of(),
                now),
            now);
  }

  @Test
  void showsTheActiveBranchAsItWas() {
    append(Author.ASSISTANT, first.id(), "Old.");
    append(Author.ASSISTANT, first.id(), "New.");
    Made made = made();
    append(Author.ASSISTANT, first.id(), "Newer.");
    tenant.withMessage(conversation, "And now?");
    stores
        .conversations()
        .update(
            stores
                .conversations()
                .find(tenant.id(), StoredTenant.OWNER, conversation.id())
                .orElseThrow()
                .changed("Other title", false, false, now));

    assertThat(read(made)).containsExactly("Why does it drop?", "New.");
    assertThat(made.share().title()).isEqualTo("Pressure in the north");
    assertThat(share.read(made.token()).orElseThrow().share()).isEqualTo(made.share());
  }

  @Test
  void keepsInstructionsToItself() {
    append(Author.SYSTEM, first.id(), "Be brief.");

    assertThat(read(made())).containsExactly("Why does it drop?");
  }

  @Test
  void opensNothingWithoutItsToken() {
    made();

    assertThat(share.read(ShareToken.make(new SecureRandom()))).isEmpty();
  }

  @Test
  void endsWhenItExpires() {
    Made made = Outcomes.done(share.share(caller, conversation.id(), now.plus(HOUR)));

    now = now.plus(HOUR).minusMillis(1);
    assertThat(read(made)).hasSize(1);
    now = now.plusMillis(1);
    assertThat(share.read(made.token())).isEmpty();
  }

  @Test
  void endsWhenItIsRevoked() {
    Made one = made();
    Made another = made();

    Outcomes.done(share.revoke(caller, conversation.id(), one.share().id()));

    assertThat(share.read(one.token())).isEmpty();
    assertThat(read(another)).hasSize(1);
    assertThat(Outcomes.done(share.list(caller, conversation.id())))
        .containsExactly(another.share());
    assertThat(Outcomes.refusal(share.revoke(caller, conversation.id(), one.share().id())))
        .isEqualTo(new Refusal.NotFound("conversation"));

    Outcomes.done(share.revokeAll(caller, conversation.id()));
    assertThat(share.read(another.token())).isEmpty();
    Outcomes.done(share.revokeAll(caller, conversation.id()));
  }

  @Test
  void endsWithItsConversationOrWhenTheTenantMayNot() {
    Made made = made();
    stores.tenants().update(tenant.tenant().withSharing(false, now));
    assertThat(share.read(made.token())).isEmpty();
    stores
        .tenants()
        .update(tenant.tenant().withSharing(true, now).withStatus(TenantStatus.SUSPENDED, now));
    assertThat(share.read(made.token())).isEmpty();
    allow();
    assertThat(read(made)).hasSize(1);

    stores.conversations().remove(tenant.id(), StoredTenant.OWNER, conversation.id());
    assertThat(share.read(made.token())).isEmpty();
  }

  @Test
  void refusesWhereTheTenantDoesNotShare() {
    stores.tenants().update(tenant.tenant().withSharing(false, now));

    assertThat(Outcomes.refusal(share.share(caller, conversation.id(), null)))
        .isInstanceOfSatisfying(
            Refusal.Conflict.class,
            refusal -> assertThat(refusal.code()).isEqualTo("sharing_disabled"));
    assertThat(stores.audited(tenant.id())).isEmpty();
  }

  @Test
  void answersAlikeForForeignAndUnknownConversations() {
    Made made = made();
    ShareId id = made.share().id();
    Principal stranger = new Principal(other.id(), StoredTenant.OWNER, Set.of(Role.CHAT));
    stores.tenants().update(other.tenant().withSharing(true, now));
    for (Principal each : List.of(stranger, principal("key:workshop"))) {
      Refusal none = new Refusal.NotFound("conversation");
      assertThat(Outcomes.refusal(share.share(each, conversation.id(), null))).isEqualTo(none);
      assertThat(Outcomes.refusal(share.list(each, conversation.id()))).isEqualTo(none);
      assertThat(Outcomes.refusal(share.revoke(each, conversation.id(), id))).isEqualTo(none);
      assertThat(Outcomes.refusal(share.revokeAll(each, conversation.id()))).isEqualTo(none);
    }
    assertThat(Outcomes.refusal(share.share(caller, new ConversationId(Fixtures.id()), null)))
        .isEqualTo(new Refusal.NotFound("conversation"));
    assertThat(read(made)).hasSize(1);
  }

  @Test
  void hasAnEndToCome() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> share.share(caller, conversation.id(), now))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("expires_at"));
  }

  @Test
  void makesAFewAtMost() {
    for (int i = 0; i < ShareConversation.MAX_SHARES; i++) {
      made();
    }

    assertThat(Outcomes.refusal(share.share(caller, conversation.id(), null)))
        .isInstanceOfSatisfying(
            Refusal.Conflict.class,
            refusal -> assertThat(refusal.code()).isEqualTo("too_many_shares"));
  }

  @Test
  void records() {
    Share one = made().share();
    Outcomes.done(share.revokeAll(caller, conversation.id()));

    assertThat(stores.audited(tenant.id()))
        .extracting(
            event -> event.action() + " " + event.targetId() + " " + event.details().get("share"))
        .containsExactly(
            "conversation_shared " + conversation.id() + " " + one.id(),
            "conversation_unshared " + conversation.id() + " " + one.id());
  }

  @Test
  void makesTokensThatTellNothing() {
    ShareToken token = ShareToken.make(new SecureRandom());

    assertThat(token.value()).matches("[A-Za-z0-9_-]{43}");
    assertThat(ShareToken.make(new SecureRandom())).isNotEqualTo(token);
    assertThat(token.toString()).doesNotContain(token.value());
    assertThat(token.hash()).hasSize(32);
    assertThat(ShareToken.of(token.value())).contains(token);
    assertThat(ShareToken.of(token.value() + "x")).isEmpty();
    assertThat(ShareToken.of("é".repeat(43))).isEmpty();
  }
}
