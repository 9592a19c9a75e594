package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Rating;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RateAnswerTest {
  private static final Feedback GOOD = new Feedback(Rating.UP, "Just so.");

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Principal caller =
      new Principal(tenant.id(), StoredTenant.OWNER, Set.of(Role.CHAT));
  private final Conversation conversation = tenant.withConversation();
  private final Message question = tenant.withMessage(conversation, "Why?");
  private final Message answer =
      new Message(
          new MessageId(Fixtures.id()),
          conversation.id(),
          question.id(),
          Author.ASSISTANT,
          "Because.",
          1,
          null,
          List.of(),
          NOW);
  private final RateAnswer rate =
      new RateAnswer(
          stores.conversations(),
          stores.feedbacks(),
          stores.unitOfWork(),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void answer() {
    stores.conversations().append(tenant.id(), answer, NOW);
  }

  private Map<MessageId, Feedback> given() {
    return stores.feedbacks().of(tenant.id(), caller.subject(), conversation.id());
  }

  @Test
  void keepsTheLastAndTakesItBack() {
    Outcomes.done(
        rate.rate(caller, conversation.id(), answer.id(), new Feedback(Rating.DOWN, null)));
    assertThat(Outcomes.done(rate.rate(caller, conversation.id(), answer.id(), GOOD)))
        .isEqualTo(answer);
    assertThat(given()).isEqualTo(Map.of(answer.id(), GOOD));

    Outcomes.done(rate.retract(caller, conversation.id(), answer.id()));
    Outcomes.done(rate.retract(caller, conversation.id(), answer.id()));
    assertThat(given()).isEmpty();
  }

  @Test
  void ratesAnswersAlone() {
    Refusal refusal = Outcomes.refusal(rate.rate(caller, conversation.id(), question.id(), GOOD));

    assertThat(refusal)
        .isInstanceOfSatisfying(
            Refusal.Conflict.class,
            conflict -> assertThat(conflict.code()).isEqualTo("not_an_answer"));
    assertThat(given()).isEmpty();
  }

  @Test
  void answersAlikeForForeignAndUnknownMessages() {
    Refusal none = new Refusal.NotFound("message");
    Conversation second = tenant.withConversation();
    Principal colleague = new Principal(tenant.id(), "key:workshop", Set.of(Role.CHAT));
    Principal stranger = new Principal(stores.tenant().id(), caller.subject(), Set.of(Role.CHAT));

    assertThat(Outcomes.refusal(rate.rate(caller, second.id(), answer.id(), GOOD))).isEqualTo(none);
    assertThat(
            Outcomes.refusal(
                rate.rate(caller, conversation.id(), new MessageId(Fixtures.id()), GOOD)))
        .isEqualTo(none);
    for (Principal each : List.of(colleague, stranger)) {
      assertThat(Outcomes.refusal(rate.rate(each, conversation.id(), answer.id(), GOOD)))
          .isEqualTo(none);
      assertThat(Outcomes.refusal(rate.retract(each, conversation.id(), answer.id())))
          .isEqualTo(none);
    }
  }

  @Test
  void boundsComments() {
    assertThat(new Feedback(Rating.UP, " ").comment()).isNull();
    assertThat(new Feedback(Rating.UP, "x".repeat(2_000)).comment()).hasSize(2_000);
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new Feedback(Rating.UP, "x".repeat(2_001)))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("comment"));
  }
}
