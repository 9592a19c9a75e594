package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.conversation.ChangeConversation.Command;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeConversationTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Conversation conversation = tenant.withConversation();
  private final ChangeConversation changeConversation =
      new ChangeConversation(
          stores.conversations(),
          stores.unitOfWork(),
          stores.audit(),
          Clock.fixed(LATER, ZoneOffset.UTC));

  private static Principal owner(StoredTenant of) {
    return new Principal(of.id(), StoredTenant.OWNER, Set.of(Role.CHAT));
  }

  private Command command(
      @Nullable String title, @Nullable Boolean pinned, @Nullable Boolean archived) {
    return new Command(owner(tenant), conversation.id(), title, pinned, archived, null);
  }

  private Conversation inStore() {
    return stores
        .conversations()
        .find(tenant.id(), StoredTenant.OWNER, conversation.id())
        .orElseThrow();
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    Conversation renamed =
        Outcomes.done(changeConversation.change(command("  Pressure ", null, null)));
    assertThat(renamed.title()).isEqualTo("Pressure");
    assertThat(renamed.pinned()).isFalse();

    Outcomes.done(changeConversation.change(command(null, true, null)));
    Conversation archived = Outcomes.done(changeConversation.change(command(null, null, true)));

    assertThat(archived.title()).isEqualTo("Pressure");
    assertThat(archived.pinned()).isTrue();
    assertThat(archived.archived()).isTrue();
    assertThat(archived.updatedAt()).isEqualTo(LATER);
    assertThat(inStore().title()).isEqualTo("Pressure");
    assertThat(inStore().pinned()).isTrue();
    assertThat(inStore().archived()).isTrue();
    assertThat(inStore().updatedAt()).isEqualTo(LATER);
  }

  @Test
  void takesPinningAndArchivingBack() {
    changeConversation.change(command(null, true, true));

    changeConversation.change(command(null, false, false));

    assertThat(inStore().pinned()).isFalse();
    assertThat(inStore().archived()).isFalse();
  }

  @Test
  void leavesMessagesAlone() {
    tenant.withMessage(conversation, "Why?");

    changeConversation.change(command("Pressure", null, null));

    assertThat(inStore().messageCount()).isEqualTo(1);
    assertThat(stores.conversations().messages(tenant.id(), conversation.id())).hasSize(1);
  }

  @Test
  void refusesATitleThatCannotBe() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeConversation.change(command(" ", null, null)))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("title"));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeConversation.change(command("x".repeat(201), null, null)));

    assertThat(inStore()).isEqualTo(conversation);
  }

  @Test
  void answersAlikeForForeignAndUnknownConversations() {
    Conversation foreign = other.withConversation();
    Conversation colleagues = tenant.withConversation("key:workshop");

    for (ConversationId id :
        List.of(foreign.id(), colleagues.id(), new ConversationId(Fixtures.id()))) {
      Command stolen = new Command(owner(tenant), id, "Stolen", true, true, null);
      assertThat(Outcomes.refusal(changeConversation.change(stolen)))
          .isEqualTo(new Refusal.NotFound("conversation"));
    }

    assertThat(stores.conversations().find(other.id(), StoredTenant.OWNER, foreign.id()))
        .contains(foreign);
    assertThat(stores.conversations().find(tenant.id(), "key:workshop", colleagues.id()))
        .contains(colleagues);
  }

  private Command renaming(String title, long... versions) {
    return new Command(
        owner(tenant),
        conversation.id(),
        title,
        null,
        null,
        LongStream.of(versions).boxed().collect(Collectors.toSet()));
  }

  @Test
  void changesOnlyTheVersionThatWasSeen() {
    Conversation changed = Outcomes.done(changeConversation.change(renaming("First", 0, 7)));
    assertThat(changed.version()).isEqualTo(1);
    assertThat(inStore().version()).isEqualTo(1);

    assertThat(Outcomes.refusal(changeConversation.change(renaming("Second", 0))))
        .isEqualTo(
            new Refusal.Conflict(
                "precondition_failed",
                "The conversation was changed meanwhile: it is in version 1."));
    assertThat(Outcomes.refusal(changeConversation.change(renaming("Second"))))
        .isInstanceOf(Refusal.Conflict.class);
    assertThat(inStore().title()).isEqualTo("First");
  }

  @Test
  void removesOnlyTheVersionThatWasSeen() {
    changeConversation.change(command("First", null, null));

    assertThat(
            Outcomes.refusal(
                changeConversation.remove(owner(tenant), conversation.id(), Set.of(0L))))
        .isInstanceOf(Refusal.Conflict.class);
    assertThat(inStore().title()).isEqualTo("First");

    Outcomes.done(changeConversation.remove(owner(tenant), conversation.id(), Set.of(1L)));
    assertThat(stores.conversations().find(tenant.id(), StoredTenant.OWNER, conversation.id()))
        .isEmpty();
  }
}
