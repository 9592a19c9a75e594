package dev.parley.domain.context;

import dev.parley.domain.routing.Model;

/**
 * How large a prompt may be, in tokens: what the answer leaves of the model's window, and no more
 * than somebody is willing to pay for.
 *
 * @param window prompt and answer together
 * @param output kept free for the answer
 * @param cap the largest prompt wanted, whatever the window; {@link #UNCAPPED} if nobody set one
 */
public record ContextBudget(int window, int output, int cap) {
  public static final int UNCAPPED = Integer.MAX_VALUE;

  public ContextBudget {
    if (output < 0 || output > window || cap < 0) {
      throw new IllegalArgumentException(
          "window of "
              + window
              + ", output of "
              + output
              + ", cap of "
              + cap
              + " tokens (expected: an output within the window, and a cap of 0 or more)");
    }
  }

  /** A model's window, less the longest answer it is asked for. */
  public static ContextBudget of(Model model) {
    return new ContextBudget(model.contextWindow(), model.maxOutputTokens(), UNCAPPED);
  }

  /** A prompt of so many tokens. */
  public static ContextBudget ofPrompt(int tokens) {
    return new ContextBudget(Math.max(0, tokens), 0, UNCAPPED);
  }

  /** The smaller of this cap and that. */
  public ContextBudget cappedAt(int tokens) {
    return new ContextBudget(window, output, Math.min(cap, tokens));
  }

  /** The largest prompt allowed. */
  public int prompt() {
    return Math.min(window - output, cap);
  }
}
