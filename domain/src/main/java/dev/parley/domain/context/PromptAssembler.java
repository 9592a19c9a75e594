package dev.parley.domain.context;

import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Puts a prompt together under a token budget. What does not fit is given up in this order: the
 * history, as the truncation strategy says; then passages, the worst first. Instructions and the
 * newest message are never given up.
 */
public final class PromptAssembler {
  /** What providers' chat formats add to each message, in tokens, rounded up. */
  public static final int TOKENS_PER_TURN = 4;

  private final TokenCounter tokens;
  private final TruncationStrategy truncation;

  public PromptAssembler(TokenCounter tokens, TruncationStrategy truncation) {
    this.tokens = Objects.requireNonNull(tokens);
    this.truncation = Objects.requireNonNull(truncation);
  }

  /** A prompt, or why there can be none. */
  public sealed interface Outcome {
    /** The prompt fits its budget. */
    record Assembled(Prompt prompt) implements Outcome {}

    /** Instructions and the newest message alone are larger than the budget, all in tokens. */
    record TooLarge(int needed, int budget) implements Outcome {}
  }

  /**
   * Assembles a prompt of at most {@code budget} tokens.
   *
   * @param history oldest first, without the message to be answered
   * @param passages best first
   */
  public Outcome assemble(
      String system, List<Turn> history, Turn newest, List<Passage> passages, int budget) {
    int question = cost(newest, tokens);
    List<Passage> shown = passages;
    int fixed = question + instructionCost(system, shown);
    while (fixed > budget && !shown.isEmpty()) {
      shown = shown.subList(0, shown.size() - 1);
      fixed = question + instructionCost(system, shown);
    }
    if (fixed > budget) {
      return new Outcome.TooLarge(fixed, budget);
    }
    List<Turn> kept = truncation.keep(history, budget - fixed, tokens);
    List<Turn> turns = new ArrayList<>(kept);
    turns.add(newest);
    int size = fixed + kept.stream().mapToInt(turn -> cost(turn, tokens)).sum();
    boolean truncated = kept.size() < history.size() || shown.size() < passages.size();
    return new Outcome.Assembled(new Prompt(system, shown, turns, size, truncated));
  }

  private int instructionCost(String system, List<Passage> passages) {
    String text = Prompt.instructions(system, passages);
    return text.isEmpty() ? 0 : tokens.count(text) + TOKENS_PER_TURN;
  }

  static int cost(Turn turn, TokenCounter tokens) {
    return tokens.count(turn.text()) + TOKENS_PER_TURN;
  }
}
