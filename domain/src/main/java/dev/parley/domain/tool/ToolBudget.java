package dev.parley.domain.tool;

import dev.parley.domain.conversation.RunId;
import dev.parley.domain.quota.Money;
import java.time.Instant;
import java.util.Objects;

/**
 * What one run has done with tools so far. Each transition makes a new value; {@link ToolPolicy}
 * alone decides which may be taken.
 *
 * @param startedAt when the run's time for tools began
 * @param rounds rounds begun
 * @param calls calls permitted
 * @param spent cost of the calls that have ended
 * @param untrusted whether the prompt holds text that nobody vouches for: passages of documents or
 *     results of tools
 */
public record ToolBudget(
    RunId run, Instant startedAt, int rounds, int calls, Money spent, boolean untrusted) {
  public ToolBudget {
    Objects.requireNonNull(run);
    Objects.requireNonNull(startedAt);
    Objects.requireNonNull(spent);
  }

  /** A run that begins now and has done nothing. */
  public static ToolBudget begin(RunId run, Instant now) {
    return new ToolBudget(run, now, 0, 0, Money.ZERO, false);
  }

  /** After text was added to the prompt that nobody vouches for. There is no way back. */
  public ToolBudget withUntrustedText() {
    return new ToolBudget(run, startedAt, rounds, calls, spent, true);
  }

  /** After a call ended, well or not. Its result is text that nobody vouches for. */
  public ToolBudget settled(Money cost) {
    return new ToolBudget(run, startedAt, rounds, calls, spent.plus(cost), true);
  }

  ToolBudget inNextRound() {
    return new ToolBudget(run, startedAt, rounds + 1, calls, spent, untrusted);
  }

  ToolBudget withCall() {
    return new ToolBudget(run, startedAt, rounds, calls + 1, spent, untrusted);
  }
}
