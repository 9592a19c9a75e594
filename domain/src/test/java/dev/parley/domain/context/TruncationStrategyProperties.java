package dev.parley.domain.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every strategy. */
class TruncationStrategyProperties {
  private static final String SEED = "26";
  private static final TokenCounter TOKENS = new EstimatingTokenCounter();

  @Provide
  Arbitrary<List<Turn>> histories() {
    return Turns.histories();
  }

  @Provide
  Arbitrary<TruncationStrategy> strategies() {
    TruncationStrategy window = new SlidingWindow();
    return Arbitraries.of(
        window,
        new KeepFirstAndLast(1, window),
        new KeepFirstAndLast(3, window),
        new KeepFirstAndLast(1, new KeepFirstAndLast(1, window)),
        new SummariseTheRest(window));
  }

  @Property(seed = SEED)
  void keepsWholeCallsInOrderWithinTheBudget(
      @ForAll("strategies") TruncationStrategy strategy,
      @ForAll("histories") List<Turn> history,
      @ForAll @IntRange(min = -5, max = 600) int budget) {
    List<Turn> kept = strategy.keep(history, budget, TOKENS);

    assertThat(PromptAssembler.cost(kept, TOKENS)).isLessThanOrEqualTo(Math.max(0, budget));
    assertThat(Turns.isPartOf(kept, history)).isTrue();
    if (Turns.callsAreWhole(history)) {
      assertThat(Turns.callsAreWhole(kept)).isTrue();
    }
  }

  @Property(seed = SEED)
  void keepsAllThatFits(
      @ForAll("strategies") TruncationStrategy strategy, @ForAll("histories") List<Turn> history) {
    int size = PromptAssembler.cost(history, TOKENS);

    assertThat(strategy.keep(history, size, TOKENS)).isEqualTo(history);
  }

  @Example
  void keepsTheBeginningAndTheEnd() {
    List<Turn> history =
        List.of(
            new Turn(Speaker.USER, "one"),
            new Turn(Speaker.ASSISTANT, "two"),
            new Turn(Speaker.USER, "six"),
            new Turn(Speaker.ASSISTANT, "ten"),
            new Turn(Speaker.USER, "ok"));
    TruncationStrategy strategy = new KeepFirstAndLast(1, new SlidingWindow());

    assertThat(strategy.keep(history, 24, TOKENS))
        .containsExactly(history.get(0), history.get(2), history.get(3), history.get(4));
    assertThat(strategy.keep(history, 10, TOKENS)).containsExactly(history.get(0), history.get(4));
    assertThat(strategy.keep(history, 5, TOKENS)).containsExactly(history.get(0));
    assertThat(strategy.keep(history, 4, TOKENS)).isEmpty();
  }

  @Example
  void leavesOutABeginningThatDoesNotFit() {
    List<Turn> history =
        List.of(new Turn(Speaker.USER, "word ".repeat(50)), new Turn(Speaker.USER, "ok"));

    assertThat(new KeepFirstAndLast(1, new SlidingWindow()).keep(history, 20, TOKENS))
        .containsExactly(history.get(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeepFirstAndLast(0, new SlidingWindow()))
        .withMessage("first: 0 (expected: 1 or more)");
  }

  @Example
  void doesNotOpenTheWindowWithACallWhoseQuestionIsCutOff() {
    List<Turn> call = Turns.called(2, "x");
    List<Turn> history =
        List.of(
            new Turn(Speaker.USER, "word ".repeat(500)),
            call.get(0),
            call.get(1),
            call.get(2),
            new Turn(Speaker.USER, "ok"));

    assertThat(new SlidingWindow().keep(history, 400, TOKENS)).containsExactly(history.get(4));
  }
}
