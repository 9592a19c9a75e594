package dev.parley.domain.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SlidingWindowTest {
  private static final String SEED = "26";
  private static final TokenCounter TOKENS = new EstimatingTokenCounter();

  private final SlidingWindow window = new SlidingWindow();

  @Provide
  Arbitrary<List<Turn>> histories() {
    return Turns.histories();
  }

  @Example
  void keepsTheNewestTurnsThatFit() {
    List<Turn> history =
        List.of(
            new Turn(Speaker.USER, "one"),
            new Turn(Speaker.ASSISTANT, "two"),
            new Turn(Speaker.USER, "six"),
            new Turn(Speaker.ASSISTANT, "ten"));

    assertThat(window.keep(history, 20, TOKENS)).isEqualTo(history);
    assertThat(window.keep(history, 19, TOKENS)).isEqualTo(history.subList(2, 4));
    assertThat(window.keep(history, 10, TOKENS)).isEqualTo(history.subList(2, 4));
    assertThat(window.keep(history, 9, TOKENS)).isEmpty();
    assertThat(window.keep(history, 0, TOKENS)).isEmpty();
  }

  @Example
  void keepsAGreetingThatNothingWasCutBefore() {
    List<Turn> history = List.of(new Turn(Speaker.ASSISTANT, "Hello"));

    assertThat(window.keep(history, 100, TOKENS)).isEqualTo(history);
  }

  @Property(seed = SEED)
  void keepsAnEndOfTheHistoryWithinTheBudget(
      @ForAll("histories") List<Turn> history, @ForAll @IntRange(max = 400) int budget) {
    List<Turn> kept = window.keep(history, budget, TOKENS);

    assertThat(kept).isEqualTo(history.subList(history.size() - kept.size(), history.size()));
    assertThat(kept.stream().mapToInt(turn -> PromptAssembler.cost(turn, TOKENS)).sum())
        .isLessThanOrEqualTo(budget);
  }

  @Property(seed = SEED)
  void keepsMoreUnderALargerBudget(
      @ForAll("histories") List<Turn> history, @ForAll @IntRange(max = 400) int budget) {
    assertThat(window.keep(history, budget + 10, TOKENS))
        .hasSizeGreaterThanOrEqualTo(window.keep(history, budget, TOKENS).size());
  }

  @Property(seed = SEED)
  void opensWithNoAnswerWhoseQuestionIsCutOff(
      @ForAll("histories") List<Turn> history, @ForAll @IntRange(max = 400) int budget) {
    List<Turn> kept = window.keep(history, budget, TOKENS);

    if (!kept.isEmpty() && kept.size() < history.size()) {
      assertThat(kept.getFirst().speaker()).isNotEqualTo(Speaker.ASSISTANT);
    }
  }
}
