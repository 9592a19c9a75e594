package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.Limit;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.routing.Health;
import dev.parley.domain.routing.ModelId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitedTurnsTest {
  private static final ModelId SECOND = new ModelId("second");

  private static Refusal.Limited limited(Outcome<AcceptedMessage> outcome) {
    assertThat(Outcomes.refusal(outcome)).isInstanceOf(Refusal.Limited.class);
    return (Refusal.Limited) Outcomes.refusal(outcome);
  }

  private static Outcome<AcceptedMessage> start(ChatRoom room, @Nullable BotId bot) {
    return room.startConversation.start(
        new StartConversation.Command(
            room.caller,
            "How long is the lease?",
            List.of(),
            bot == null
                ? new StartConversation.Answerer.ModelAlone()
                : new StartConversation.Answerer.Named(bot),
            null,
            null,
            List.of(),
            List.of(),
            null));
  }

  private static BotId bot(ChatRoom room, @Nullable Money budget) {
    return room.bot().told("").spending(budget).stored();
  }

  @Test
  void refusesMoreMessagesAMinuteThanAllowedAndSaysWhenToComeBack() throws Exception {
    try (ChatRoom room = new ChatRoom(new Rate(6, 2), null)) {
      room.answeredBy(ScriptedCompletionModel.saying("A minute."));
      Conversation conversation = room.tenant.withConversation();
      room.ask(conversation, "one");
      AcceptedMessage second = Outcomes.done(room.send(conversation, "two"));
      assertThat(second.limits())
          .singleElement()
          .satisfies(left -> assertThat(left.remaining()).isZero());
      second.end().join();

      Refusal.Limited refused = limited(room.send(conversation, "three"));

      assertThat(refused.code()).isEqualTo("rate_limited");
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
      assertThat(refused.status().getFirst().limit()).isEqualTo(Limit.REQUESTS);
      assertThat(room.messages(conversation.id())).hasSize(4);
      room.clock.advance(Duration.ofSeconds(10));
      room.ask(conversation, "three");
    }
  }

  @Test
  void countsWhatAnAnswerUsedInsteadOfTheEstimate() throws Exception {
    try (ChatRoom room = new ChatRoom(null, new Rate(1, 300))) {
      room.answeredBy(ScriptedCompletionModel.saying("Yes."));
      Conversation conversation = room.tenant.withConversation();

      AcceptedMessage first = Outcomes.done(room.send(conversation, "one"));
      long reserved = 300 - first.limits().getFirst().remaining();
      int used =
          first.end().join().run().state() instanceof RunState.Ended ended
              ? ended.usage().totalTokens()
              : -1;
      AcceptedMessage second = Outcomes.done(room.send(conversation, "one"));

      assertThat(reserved).isGreaterThan(used);
      assertThat(second.limits().getFirst().remaining()).isEqualTo(300 - used - reserved);
      second.end().join();
    }
  }

  @Test
  void saysThatAMessageAboveTheLimitIsNeverTaken() {
    try (ChatRoom room = new ChatRoom(null, new Rate(100, 1))) {
      room.answeredBy(ScriptedCompletionModel.saying("Yes."));

      Refusal.Limited refused = limited(start(room, null));

      assertThat(refused.code()).isEqualTo("token_rate_limited");
      assertThat(refused.retryAfter()).isNull();
      assertThat(refused.detail()).contains("expected: at most 1");
    }
  }

  @Test
  void stopsABotThatHasSpentItsBudgetUntilMidnightEvenAfterARestart() throws Exception {
    try (ChatRoom room = new ChatRoom(new Rate(100, 100), null)) {
      room.answeredBy(ScriptedCompletionModel.saying("A minute, as far as anybody knows."));
      BotId bot = bot(room, new Money(20));
      room.ended(Outcomes.done(start(room, bot)));
      assertThat(room.used().getFirst().usage().cost().microUsd()).isPositive();

      for (boolean restarted : new boolean[] {false, true}) {
        if (restarted) {
          room.quotas.forget();
        }
        Refusal.Limited refused = null;
        for (int i = 0; refused == null && i < 20; i++) {
          Outcome<AcceptedMessage> outcome = start(room, bot);
          if (outcome instanceof Outcome.Done<AcceptedMessage> done) {
            room.ended(done.value());
          } else {
            refused = limited(outcome);
          }
        }
        assertThat(Objects.requireNonNull(refused).code()).isEqualTo("budget_exhausted");
        assertThat(refused.retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
      }
      int before = room.used().size();
      assertThat(limited(start(room, bot)).code()).isEqualTo("budget_exhausted");
      assertThat(room.used()).hasSize(before);

      room.clock.advance(Duration.ofDays(1));
      room.ended(Outcomes.done(start(room, bot)));
    }
  }

  @Test
  void countsNoRequestThatTheBudgetRefuses() {
    try (ChatRoom room = new ChatRoom(new Rate(1, 2), null)) {
      room.answeredBy(ScriptedCompletionModel.saying("Yes."));
      BotId bot = bot(room, Money.ZERO);
      assertThat(limited(start(room, bot)).code()).isEqualTo("budget_exhausted");
      assertThat(limited(start(room, bot)).code()).isEqualTo("budget_exhausted");
      assertThat(limited(start(room, bot)).code()).isEqualTo("budget_exhausted");

      AcceptedMessage accepted = Outcomes.done(start(room, null));
      assertThat(accepted.limits().getFirst().remaining()).isEqualTo(1);
      accepted.end().join();
    }
  }

  private static void serve(ChatRoom room, ModelId id, ScriptedCompletionModel model) {
    room.models.with(ChatRoom.model(id, 8_192), model);
  }

  @Test
  void hasAFallbackAnswerAndSaysWhichModelItWas() throws Exception {
    try (ChatRoom room = new ChatRoom(null, null, ChatRoom.SCRIPTED, SECOND)) {
      room.answeredBy(
          ScriptedCompletionModel.saying().thenFailing(RunFailure.Code.PROVIDER_UNAVAILABLE));
      serve(room, SECOND, ScriptedCompletionModel.saying("From the second."));

      ChatRoom.Answered answered = room.ask(room.tenant.withConversation(), "Hello?");

      assertThat(answered.answer()).isEqualTo("From the second.");
      assertThat(answered.terminal()).isInstanceOf(RunEvent.Completed.class);
      assertThat(answered.end().run().model()).isEqualTo(SECOND);
      assertThat(room.used().getFirst().run().model()).isEqualTo(SECOND);
      assertThat(room.modelHealth.of(ChatRoom.SCRIPTED)).isEqualTo(new Health.Healthy(1, 1, 1));
      assertThat(room.modelHealth.of(SECOND)).isEqualTo(new Health.Healthy(0, 0, 1));
    }
  }

  @Test
  void doesNotSwitchModelsInTheMiddleOfAnAnswer() throws Exception {
    try (ChatRoom room = new ChatRoom(null, null, SECOND)) {
      ScriptedCompletionModel second = ScriptedCompletionModel.saying("From the second.");
      room.answeredBy(
          ScriptedCompletionModel.saying("From the ")
              .thenFailing(RunFailure.Code.PROVIDER_UNAVAILABLE));
      serve(room, SECOND, second);

      ChatRoom.Answered answered = room.ask(room.tenant.withConversation(), "Hello?");

      assertThat(answered.terminal()).isInstanceOf(RunEvent.Failed.class);
      assertThat(second.requests()).isEmpty();
    }
  }

  @Test
  void fallsBackFromNoFailureThatAnotherModelWouldMeet() throws Exception {
    try (ChatRoom room = new ChatRoom(null, null, SECOND)) {
      ScriptedCompletionModel second = ScriptedCompletionModel.saying("From the second.");
      room.answeredBy(
          ScriptedCompletionModel.saying().thenFailing(RunFailure.Code.PROVIDER_REJECTED));
      serve(room, SECOND, second);

      ChatRoom.Answered answered = room.ask(room.tenant.withConversation(), "Hello?");

      assertThat(answered.terminal()).isInstanceOf(RunEvent.Failed.class);
      assertThat(second.requests()).isEmpty();
      assertThat(room.modelHealth.of(ChatRoom.SCRIPTED)).isEqualTo(Health.untried());
    }
  }
}
