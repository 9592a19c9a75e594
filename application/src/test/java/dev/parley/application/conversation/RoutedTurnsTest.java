package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.ChatRoom.Answered;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.model.CompletionModel;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.routing.RoutingTable;
import dev.parley.application.routing.RoutingTable.Option;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Complexity;
import dev.parley.domain.routing.Condition;
import dev.parley.domain.routing.Health;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import dev.parley.domain.routing.TokenPrice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which model answers a chat turn. */
class RoutedTurnsTest {
  private static final ModelId AUTO = new ModelId("auto");
  private static final ModelId SMALL = new ModelId("small");
  private static final ModelId LARGE = new ModelId("large");
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private static RoutingTable table(
      Strategy strategy, @Nullable Duration hedgeAfter, Option... options) {
    return new RoutingTable(Map.of(AUTO, List.of(options)), List.of(), strategy, hedgeAfter);
  }

  private static Option if_(ModelId model, Condition... conditions) {
    return new Option(model, List.of(conditions));
  }

  private static <M extends CompletionModel> M serve(
      ChatRoom room, ModelId id, int window, long price, M model) {
    TokenPrice each = new TokenPrice(new Money(price), new Money(price / 10), new Money(price));
    room.models.with(new Model(id, "test", window, 192, each, Set.of("chat", "tools")), model);
    return model;
  }

  private static Conversation withAuto(ChatRoom room) {
    return room.bot().asking(AUTO).conversation(ConversationMode.OPEN);
  }

  private static ModelId by(Answered answered) {
    assertThat(answered.end().run().state()).isInstanceOf(RunState.Completed.class);
    return Objects.requireNonNull(answered.end().answer().orElseThrow().model());
  }

  @Test
  void takesTheSmallModelForPlainQuestionsAndTheLargeOneForOthers() throws Exception {
    RoutingTable table =
        table(
            Strategy.IN_ORDER,
            null,
            if_(SMALL, new Condition.ComplexityBetween(Complexity.SIMPLE, Complexity.MODERATE)),
            if_(LARGE));
    try (ChatRoom room = new ChatRoom(null, null, table)) {
      serve(room, SMALL, 4_000, 1, ScriptedCompletionModel.saying("Small."));
      serve(room, LARGE, 8_000, 9, ScriptedCompletionModel.saying("Large."));
      Conversation conversation = withAuto(room);

      Answered plain = room.ask(conversation, "Who are you?");
      Answered hard =
          room.ask(
              conversation,
              "Explain why the pump fails, compare both designs, derive 3 formulas for 4 bar and"
                  + " 7 bar: how, and why; what, and when? Or which?");

      assertThat(by(plain)).isEqualTo(SMALL);
      assertThat(by(hard)).isEqualTo(LARGE);
      assertThat(hard.events().getFirst()).isInstanceOf(RunEvent.Started.class);
      assertThat(((RunEvent.Started) hard.events().getFirst()).model()).isEqualTo(LARGE);
    }
  }

  @Test
  void takesTheCheapestModelOfARouteThatIsToBeCheap() throws Exception {
    try (ChatRoom room =
        new ChatRoom(null, null, table(Strategy.CHEAPEST, null, if_(LARGE), if_(SMALL)))) {
      serve(room, LARGE, 8_000, 9_000_000, ScriptedCompletionModel.saying("Large."));
      serve(room, SMALL, 4_000, 1_000_000, ScriptedCompletionModel.saying("Small."));

      assertThat(by(room.ask(withAuto(room), "Who are you?"))).isEqualTo(SMALL);
      assertThat(
              by(
                  room.ask(
                      room.bot().asking(LARGE).conversation(ConversationMode.OPEN),
                      "Who are you?")))
          .as("wanted by its own name")
          .isEqualTo(LARGE);
    }
  }

  @Test
  void goesOnWithTheRestOfTheRouteWhereAModelFails() throws Exception {
    try (ChatRoom room =
        new ChatRoom(null, null, table(Strategy.IN_ORDER, null, if_(SMALL), if_(LARGE)))) {
      serve(
          room,
          SMALL,
          4_000,
          1,
          ScriptedCompletionModel.saying().thenFailing(RunFailure.Code.PROVIDER_UNAVAILABLE));
      serve(room, LARGE, 8_000, 9, ScriptedCompletionModel.saying("Large."));

      assertThat(by(room.ask(withAuto(room), "Who are you?"))).isEqualTo(LARGE);
    }
  }

  @Test
  void asksAnotherModelBesideOneThatIsSlowAndPaysForBoth() throws Exception {
    try (ChatRoom room =
        new ChatRoom(null, null, table(Strategy.IN_ORDER, AT_ONCE, if_(SMALL), if_(LARGE)))) {
      ScriptedCompletionModel slow =
          serve(
              room,
              SMALL,
              4_000,
              1_000_000,
              ScriptedCompletionModel.saying("Small.").waitingAfter(0));
      serve(room, LARGE, 8_000, 1_000_000, ScriptedCompletionModel.saying("Large ", "answer."));

      Answered answered = room.ask(withAuto(room), "Who are you?");

      assertThat(by(answered)).isEqualTo(LARGE);
      assertThat(answered.answer()).isEqualTo("Large answer.");
      assertThat(slow.requests()).hasSize(1);
      int read = slow.requests().getFirst().prompt().tokens();
      long cost = room.used().getLast().usage().cost().microUsd();
      assertThat(cost)
          .as("the prompt twice, and what was written")
          .isEqualTo(read + room.used().getLast().usage().totalTokens());
      assertThat(room.modelHealth.of(SMALL)).isEqualTo(Health.untried());
    }
  }

  @Test
  void letsTheFirstModelWinARaceThatItIsAheadIn() throws Exception {
    try (ChatRoom room =
        new ChatRoom(
            null, null, table(Strategy.IN_ORDER, Duration.ofMinutes(1), if_(SMALL), if_(LARGE)))) {
      serve(room, SMALL, 4_000, 1, ScriptedCompletionModel.saying("Small ", "answer."));
      ScriptedCompletionModel large =
          serve(room, LARGE, 8_000, 9, ScriptedCompletionModel.saying("Large."));

      Answered answered = room.ask(withAuto(room), "Who are you?");

      assertThat(answered.answer()).isEqualTo("Small answer.");
      assertThat(large.requests()).isEmpty();
    }
  }

  @Test
  void stopsEveryModelOfARaceThatIsCancelled() throws Exception {
    try (ChatRoom room =
        new ChatRoom(null, null, table(Strategy.IN_ORDER, AT_ONCE, if_(SMALL), if_(LARGE)))) {
      serve(room, SMALL, 4_000, 1, ScriptedCompletionModel.saying("Small.").waitingAfter(0));
      ScriptedCompletionModel large =
          serve(room, LARGE, 8_000, 9, ScriptedCompletionModel.saying("Large.").waitingAfter(0));

      AcceptedMessage accepted = Outcomes.done(room.send(withAuto(room), "Who?"));
      large.awaitWaiting();
      assertThat(room.activeRuns.cancel(room.tenant.id(), accepted.run().id())).isTrue();

      assertThat(room.ended(accepted).end().run().state()).isInstanceOf(RunState.Cancelled.class);
    }
  }

  @Test
  void goesOnAfterARaceInWhichEverybodyFails() throws Exception {
    ModelId third = new ModelId("third");
    try (ChatRoom room =
        new ChatRoom(
            null,
            null,
            table(Strategy.IN_ORDER, Duration.ofMinutes(1), if_(SMALL), if_(LARGE), if_(third)))) {
      for (ModelId failing : List.of(SMALL, LARGE)) {
        serve(
            room,
            failing,
            4_000,
            1,
            ScriptedCompletionModel.saying().thenFailing(RunFailure.Code.PROVIDER_TIMEOUT));
      }
      serve(room, third, 8_000, 9, ScriptedCompletionModel.saying("Third."));

      assertThat(by(room.ask(withAuto(room), "Who are you?"))).isEqualTo(third);
    }
  }

  @Test
  void endsARunWhoseModelBreaksInARace() throws Exception {
    try (ChatRoom room =
        new ChatRoom(null, null, table(Strategy.IN_ORDER, AT_ONCE, if_(SMALL), if_(LARGE)))) {
      CompletionModel broken =
          (request, sink) -> {
            throw new IllegalStateException("planned");
          };
      serve(room, SMALL, 4_000, 1, broken);
      serve(room, LARGE, 8_000, 9, broken);

      Answered answered = room.ask(withAuto(room), "Who are you?");

      assertThat(answered.end().run().state()).isInstanceOf(RunState.Failed.class);
      assertThat(room.faults).extracting(Throwable::getMessage).containsExactly("planned");
    }
  }

  @Test
  void chargesLessForWhatTheProviderHadReadBefore() throws Exception {
    try (ChatRoom room = new ChatRoom(null, null, RoutingTable.EMPTY)) {
      serve(
          room,
          SMALL,
          4_000,
          1_000_000,
          (request, sink) -> {
            sink.accept("Yes.");
            return new Completion.Finished(FinishReason.STOP, 100, 80, 10);
          });

      room.ask(room.bot().asking(SMALL).conversation(ConversationMode.OPEN), "Well?");

      assertThat(room.used().getLast().usage().cost()).isEqualTo(new Money(20 + 8 + 10));
    }
  }
}
