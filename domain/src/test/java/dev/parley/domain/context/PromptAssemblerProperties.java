package dev.parley.domain.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.context.PromptAssembler.Outcome;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.Passages;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PromptAssemblerProperties {
  private static final String SEED = "26";
  private static final TokenCounter TOKENS = new EstimatingTokenCounter();
  private static final Turn QUESTION = new Turn(Speaker.USER, "How long is the bridge?");
  private static final String SYSTEM = "You are the guide of a museum.";

  private final PromptAssembler assembler = new PromptAssembler(TOKENS, new SlidingWindow());

  @Provide
  Arbitrary<List<Turn>> histories() {
    return Turns.histories();
  }

  @Provide
  Arbitrary<String> texts() {
    return Turns.texts();
  }

  @Example
  void keepsEverythingThatFits() {
    List<Turn> history =
        List.of(new Turn(Speaker.USER, "Hi"), new Turn(Speaker.ASSISTANT, "Hello"));
    List<Passage> passages = Passages.passages(3);

    Prompt prompt = assembled(history, passages, 10_000);

    assertThat(prompt.system()).isEqualTo(SYSTEM);
    assertThat(prompt.passages()).isEqualTo(passages);
    assertThat(prompt.turns()).containsExactly(history.get(0), history.get(1), QUESTION);
    assertThat(prompt.truncated()).isFalse();
    assertThat(prompt.question()).isEqualTo(QUESTION.text());
  }

  @Example
  void givesUpHistoryBeforePassagesAndTheWorstPassageFirst() {
    List<Turn> history = List.of(new Turn(Speaker.USER, "word ".repeat(30)));
    List<Passage> passages = Passages.passages(4);
    int smallest = tooLarge(0);
    boolean historyGivenUp = false;
    int shown = 4;
    for (int budget = 2_000; budget >= smallest; budget--) {
      Prompt prompt = assembled(history, passages, budget);
      assertThat(prompt.passages()).isEqualTo(passages.subList(0, prompt.passages().size()));
      assertThat(prompt.passages().size()).isLessThanOrEqualTo(shown);
      shown = prompt.passages().size();
      historyGivenUp |= prompt.turns().size() == 1;
      assertThat(shown == 4 || historyGivenUp).isTrue();
      assertThat(prompt.truncated()).isEqualTo(shown < 4 || prompt.turns().size() == 1);
    }
    assertThat(shown).isZero();
  }

  @Example
  void saysHowMuchIsNeededAtLeast() {
    int needed = tooLarge(0);

    assertThat(assemble(List.of(), Passages.passages(2), needed - 1))
        .isEqualTo(new Outcome.TooLarge(needed, needed - 1));
    assertThat(assembled(List.of(), Passages.passages(2), needed).passages()).isEmpty();
  }

  @Property(seed = SEED)
  void neverExceedsTheBudget(
      @ForAll("texts") String system,
      @ForAll("histories") List<Turn> history,
      @ForAll("texts") String question,
      @ForAll @IntRange(max = 6) int passages,
      @ForAll @IntRange(max = 900) int budget) {
    Turn newest = new Turn(Speaker.USER, question);
    Outcome outcome =
        assembler.assemble(system, history, newest, Passages.passages(passages), budget);
    switch (outcome) {
      case Outcome.TooLarge tooLarge ->
          assertThat(tooLarge.needed()).isGreaterThan(tooLarge.budget());
      case Outcome.Assembled assembled -> {
        Prompt prompt = assembled.prompt();
        assertThat(prompt.tokens()).isLessThanOrEqualTo(budget).isEqualTo(cost(prompt));
        assertThat(prompt.turns().getLast()).isEqualTo(newest);
        assertThat(prompt.system()).isEqualTo(system);
        int kept = prompt.turns().size() - 1;
        assertThat(prompt.turns().subList(0, kept))
            .isEqualTo(history.subList(history.size() - kept, history.size()));
      }
    }
  }

  @Property(seed = SEED)
  void truncatesNothingWhereAllFits(
      @ForAll("histories") List<Turn> history, @ForAll @IntRange(max = 6) int passages) {
    Prompt large = assembled(history, Passages.passages(passages), 1_000_000);
    Prompt exact = assembled(history, Passages.passages(passages), large.tokens());

    assertThat(exact).isEqualTo(large);
    assertThat(large.truncated()).isFalse();
  }

  private static int cost(Prompt prompt) {
    List<Turn> turns = new ArrayList<>(prompt.rendered());
    return turns.stream().mapToInt(turn -> PromptAssembler.cost(turn, TOKENS)).sum();
  }

  private int tooLarge(int budget) {
    return ((Outcome.TooLarge) assemble(List.of(), List.of(), budget)).needed();
  }

  private Outcome assemble(List<Turn> history, List<Passage> passages, int budget) {
    return assembler.assemble(SYSTEM, history, QUESTION, passages, budget);
  }

  private Prompt assembled(List<Turn> history, List<Passage> passages, int budget) {
    return ((Outcome.Assembled) assemble(history, passages, budget)).prompt();
  }
}
