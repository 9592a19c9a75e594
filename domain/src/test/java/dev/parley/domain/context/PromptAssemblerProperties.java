package dev.parley.domain.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.context.PromptAssembler.Outcome;
import dev.parley.domain.context.PromptAssembler.Parts;
import dev.parley.domain.context.Sacrifice.Part;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.Passages;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
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
  void countsPicturesInWhereverTheyAreShown() {
    Picture picture = new Picture("image/png", new byte[] {1}, 765);
    Turn earlier = new Turn(Speaker.USER, "Look.");
    Turn showing = Turn.showing("Look.", List.of(picture));
    int without = assembled(List.of(earlier), List.of(), 10_000).tokens();

    Prompt with = assembled(List.of(showing), List.of(), without + 765);
    Prompt tooLarge = assembled(List.of(showing), List.of(), without + 764);

    assertThat(with.tokens()).isEqualTo(without + 765);
    assertThat(with.turns()).containsExactly(showing, QUESTION);
    assertThat(tooLarge.turns()).containsExactly(QUESTION);
    assertThat(tooLarge.truncated()).isTrue();
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

  @Provide
  Arbitrary<List<Part>> orders() {
    return Arbitraries.shuffle(Part.values());
  }

  @Property(seed = SEED)
  void givesNothingUpWhileSomethingEarlierCouldGo(
      @ForAll("orders") List<Part> order,
      @ForAll("histories") List<Turn> history,
      @ForAll("texts") String summary,
      @ForAll @IntRange(max = 6) int passages,
      @ForAll @IntRange(max = 900) int budget) {
    Parts parts =
        new Parts(SYSTEM, "{}", summary, history, List.of(QUESTION), Passages.passages(passages));
    PromptAssembler ordered = new PromptAssembler(TOKENS, new SlidingWindow(), order);
    if (ordered.assemble(parts, ContextBudget.ofPrompt(budget))
        instanceof Outcome.Assembled assembled) {
      Prompt prompt = assembled.prompt();
      assertThat(prompt.tokens())
          .isLessThanOrEqualTo(budget)
          .isEqualTo(cost(prompt) + TOKENS.count("{}"));
      assertThat(prompt.sacrifices())
          .extracting(Sacrifice::part)
          .isSubsetOf(order)
          .isSortedAccordingTo(Comparator.comparingInt(order::indexOf));
      // Without all that is earlier in the order, what was given up would still not fit.
      for (Sacrifice sacrifice : prompt.sacrifices()) {
        List<Part> later = order.subList(order.indexOf(sacrifice.part()) + 1, order.size());
        Prompt bare = without(prompt, order.subList(0, order.indexOf(sacrifice.part())));
        assertThat(cost(oneMore(bare, parts, sacrifice.part())) + TOKENS.count("{}"))
            .as(sacrifice + " before " + later)
            .isGreaterThan(budget);
      }
    }
  }

  private static Prompt without(Prompt prompt, List<Part> parts) {
    List<Turn> turns = prompt.turns();
    return new Prompt(
        prompt.system(),
        parts.contains(Part.SUMMARY) ? null : prompt.summary(),
        parts.contains(Part.PASSAGES) ? List.of() : prompt.passages(),
        parts.contains(Part.HISTORY) ? List.of(turns.getLast()) : turns,
        0,
        List.of());
  }

  /** The prompt with the next thing in it that had been given up. */
  private static Prompt oneMore(Prompt prompt, Parts parts, Part part) {
    List<Turn> turns = new ArrayList<>(prompt.turns());
    List<Passage> passages = prompt.passages();
    String summary = prompt.summary();
    switch (part) {
      case SUMMARY -> summary = parts.summary();
      case PASSAGES -> passages = parts.passages().subList(0, passages.size() + 1);
      case HISTORY -> turns.addAll(0, nextWindow(parts.history(), turns.size() - 1));
    }
    return new Prompt(prompt.system(), summary, passages, turns, 0, List.of());
  }

  /** What a window would have to take besides the turns it has: up to the next possible opening. */
  private static List<Turn> nextWindow(List<Turn> history, int kept) {
    int from = history.size() - kept - 1;
    while (from > 0 && history.get(from).speaker() != Speaker.USER) {
      from--;
    }
    return history.subList(from, history.size() - kept);
  }

  @Example
  void saysWhatWasGivenUpAndHowMuchOfIt() {
    List<Turn> history = List.of(new Turn(Speaker.USER, "Hi"), new Turn(Speaker.USER, "You"));
    Parts parts = new Parts(SYSTEM, "", "s", history, List.of(QUESTION), Passages.passages(3));
    int all = prompt(parts, 10_000).tokens();

    assertThat(prompt(parts, all).sacrifices()).isEmpty();
    assertThat(prompt(parts, all - 1).sacrifices())
        .containsExactly(new Sacrifice(Part.HISTORY, 1, 2));
    // Without the whole history one passage is still too many; the room it leaves is filled again.
    int withoutHistory = all - PromptAssembler.cost(history, TOKENS);
    assertThat(prompt(parts, withoutHistory).sacrifices())
        .containsExactly(new Sacrifice(Part.HISTORY, 2, 2));
    assertThat(prompt(parts, withoutHistory - 1).sacrifices())
        .containsExactly(new Sacrifice(Part.PASSAGES, 1, 3));
    assertThat(prompt(parts, tooLarge(0)).sacrifices())
        .containsExactly(
            new Sacrifice(Part.HISTORY, 2, 2),
            new Sacrifice(Part.PASSAGES, 3, 3),
            new Sacrifice(Part.SUMMARY, 1, 1));
    assertThat(prompt(parts, all).summary()).isEqualTo("s");
  }

  @Example
  void neverGivesUpWhatToolsReturnedSinceTheMessage() {
    List<Turn> newest = new ArrayList<>(List.of(QUESTION));
    newest.addAll(Turns.called(2, "word ".repeat(40)));
    Parts parts = new Parts(SYSTEM, "{\"name\":\"look_up\"}", null, List.of(), newest, List.of());
    int all = prompt(parts, 10_000).tokens();

    assertThat(all)
        .isEqualTo(
            TOKENS.count(parts.toolSpecs())
                + TOKENS.count(SYSTEM)
                + 4
                + PromptAssembler.cost(newest, TOKENS));
    assertThat(prompt(parts, all).turns()).isEqualTo(newest);
    assertThat(prompt(parts, all).question()).isEqualTo(QUESTION.text());
    assertThat(assembler.assemble(parts, ContextBudget.ofPrompt(all - 1)))
        .isEqualTo(new Outcome.TooLarge(all, all - 1));
  }

  @Example
  void countsCallsAndResultsAsTheyAreShown() {
    List<Turn> call = Turns.called(1, "x");

    assertThat(PromptAssembler.cost(call.get(0), TOKENS))
        .isEqualTo(
            4
                + 8
                + TOKENS.count("call_0")
                + TOKENS.count("look_up")
                + TOKENS.count("{\"text\":\"x\"}"));
    assertThat(PromptAssembler.cost(call.get(1), TOKENS))
        .isEqualTo(4 + TOKENS.count(call.get(1).rendered().text()) + TOKENS.count("call_0"));
  }

  @Example
  void staysWithinTheSmallestOfWindowAndCap() {
    ContextBudget window = new ContextBudget(100, 30, ContextBudget.UNCAPPED);

    assertThat(window.prompt()).isEqualTo(70);
    assertThat(window.cappedAt(50).prompt()).isEqualTo(50);
    assertThat(window.cappedAt(50).cappedAt(60).prompt()).isEqualTo(50);
    assertThat(window.cappedAt(90).prompt()).isEqualTo(70);
    assertThat(ContextBudget.ofPrompt(-1).prompt()).isZero();
    assertThat(new ContextBudget(5, 5, 0).prompt()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> new ContextBudget(5, 6, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ContextBudget(5, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ContextBudget(5, 1, -1));
    Model model = new Model(new ModelId("m"), "test", 100, 40, TokenPrice.FREE, Set.of("chat"));
    assertThat(ContextBudget.of(model).prompt()).isEqualTo(model.promptBudget());
  }

  @Example
  void countsAsItIsTold() {
    Parts parts = new Parts("", "", null, List.of(), List.of(QUESTION), List.of());
    PromptAssembler other = assembler.counting(text -> 100);

    assertThat(other.assemble(parts, ContextBudget.ofPrompt(103)))
        .isEqualTo(new Outcome.TooLarge(104, 103));
  }

  @Example
  void wantsEachPartInTheOrderOnce() {
    List<Part> twice = List.of(Part.HISTORY, Part.HISTORY, Part.SUMMARY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PromptAssembler(TOKENS, new SlidingWindow(), twice));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PromptAssembler(TOKENS, new SlidingWindow(), List.of(Part.HISTORY)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sacrifice(Part.HISTORY, 3, 2))
        .withMessage("history: 3 of 2 left out (expected: 1..2)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Sacrifice(Part.PASSAGES, 0, 2));
    assertThat(Part.SUMMARY.code()).isEqualTo("summary");
  }

  private Prompt prompt(Parts parts, int budget) {
    return ((Outcome.Assembled) assembler.assemble(parts, ContextBudget.ofPrompt(budget))).prompt();
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
    String instructions = Prompt.instructions(prompt.system(), prompt.summary(), prompt.passages());
    return PromptAssembler.cost(prompt.turns(), TOKENS)
        + (instructions.isEmpty() ? 0 : TOKENS.count(instructions) + 4);
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
