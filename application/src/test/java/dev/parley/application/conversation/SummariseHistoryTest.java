package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.SummariseHistory.Recollection;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.model.Prompts;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.SummariseTheRest;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SummariseHistoryTest {
  /** Each turn costs five tokens: ten of them fit. */
  private static final int BUDGET = 50;

  private final SummariseHistory summariseHistory =
      new SummariseHistory(new SummariseTheRest(new SlidingWindow()), new EstimatingTokenCounter());

  private static List<Turn> turns(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Turn(Speaker.USER, "one")).toList();
  }

  private static List<UUID> messages(int count) {
    return IntStream.range(0, count).mapToObj(i -> new UUID(1, i)).toList();
  }

  private Recollection recall(
      int count, @Nullable ConversationSummary kept, ScriptedCompletionModel model) {
    Served served = new Served(Prompts.MODEL, model, false);
    return summariseHistory.recall(turns(count), messages(count), kept, BUDGET, served);
  }

  @Test
  void asksNobodyWhileAllFits() {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("They ", "met.");

    assertThat(recall(10, null, model)).isEqualTo(new Recollection(null, turns(10), 0, 0));
    assertThat(model.requests()).isEmpty();
  }

  @Test
  void summarisesWhatDoesNotFitAndThenNothingForAWhile() {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("They ", "met.");

    Recollection first = recall(11, null, model);

    ConversationSummary summary = new ConversationSummary("They met.", 6, new UUID(1, 5), 3);
    assertThat(first)
        .isEqualTo(
            new Recollection(summary, turns(5), model.requests().getFirst().prompt().tokens(), 2));
    assertThat(model.requests().getFirst().prompt().question()).contains("USER: one");
    assertThat(recall(15, summary, model)).isEqualTo(new Recollection(summary, turns(9), 0, 0));
    assertThat(model.requests()).hasSize(1);

    assertThat(recall(16, summary, model).summary())
        .isEqualTo(new ConversationSummary("They met.", 11, new UUID(1, 10), 3));
    assertThat(model.requests().getLast().prompt().question()).contains("They met.");
  }

  @Test
  void forgetsTheSummaryOfAnotherBranch() {
    ConversationSummary other = new ConversationSummary("Elsewhere.", 3, new UUID(2, 2), 3);

    assertThat(recall(5, other, ScriptedCompletionModel.saying("Never.")))
        .isEqualTo(new Recollection(null, turns(5), 0, 0));
  }

  @ParameterizedTest
  @MethodSource("useless")
  void leavesTheHistoryAsItIsWhereTheModelMakesNoSummary(ScriptedCompletionModel model) {
    Recollection recollection = recall(11, null, model);

    assertThat(recollection.summary()).isNull();
    assertThat(recollection.uncovered()).isEqualTo(turns(11));
    assertThat(model.requests()).hasSize(1);
  }

  static Stream<ScriptedCompletionModel> useless() {
    return Stream.of(
        ScriptedCompletionModel.saying("They ").thenFailing(Code.PROVIDER_TIMEOUT),
        ScriptedCompletionModel.saying(" ", "\n"),
        ScriptedCompletionModel.saying("word ".repeat(13)));
  }

  @Test
  void asksNoModelThatOnlyQuotes() {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("Quoted.");
    Served offline = new Served(Prompts.MODEL, model, true);

    assertThat(summariseHistory.recall(turns(11), messages(11), null, BUDGET, offline))
        .isEqualTo(new Recollection(null, turns(11), 0, 0));
    assertThat(model.requests()).isEmpty();
  }
}
