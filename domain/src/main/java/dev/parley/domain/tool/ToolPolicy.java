package dev.parley.domain.tool;

import dev.parley.domain.digest.FieldDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a run may begin a round of tool calls, and whether it may make a call. Immutable
 * and safe for use by many threads; whoever keeps a run's {@link ToolBudget} takes its transitions
 * one after the other.
 */
public final class ToolPolicy {
  private static final String KEY_NAME = "parley.tool-call.v1";

  private final Map<String, ToolSpec> tools;
  private final ToolPermissions permissions;
  private final ToolLimits limits;

  /**
   * A policy for the runs of one bot.
   *
   * @param tools of different names
   */
  public ToolPolicy(Collection<ToolSpec> tools, ToolPermissions permissions, ToolLimits limits) {
    this.tools =
        tools.stream().collect(Collectors.toUnmodifiableMap(ToolSpec::name, Function.identity()));
    this.permissions = Objects.requireNonNull(permissions);
    this.limits = Objects.requireNonNull(limits);
  }

  /** Whether a call may be made. */
  public sealed interface Decision {}

  /** Whether the calls of the model's next answer may be looked at. */
  public sealed interface RoundDecision {}

  /**
   * The call may be made.
   *
   * @param idempotencyKey the same for the same call of the same run, whoever asks and how often;
   *     lower-case hexadecimal
   * @param deadline when the call is to be given up
   * @param budget what the run has done with this call
   */
  public record Permit(String idempotencyKey, Instant deadline, ToolBudget budget)
      implements Decision {}

  /**
   * The round has begun.
   *
   * @param budget what the run has done with this round
   */
  public record Began(ToolBudget budget) implements RoundDecision {}

  /**
   * No, and nothing has changed.
   *
   * @param detail the value and what was expected, for the model and for people
   */
  public record Refused(ToolRefusal reason, String detail) implements Decision, RoundDecision {}

  /** Begins a round: call once for each answer of the model that asks for calls. */
  public RoundDecision beginRound(ToolBudget budget, Instant now) {
    if (budget.rounds() >= limits.rounds()) {
      return refused(
          ToolRefusal.ROUNDS_EXHAUSTED, "rounds: " + budget.rounds(), "below " + limits.rounds());
    }
    Refused exhausted = exhausted(budget, now);
    return exhausted == null ? new Began(budget.inNextRound()) : exhausted;
  }

  /**
   * Decides on one call of the round that has begun. What is wrong with the call itself comes
   * before what the run has used up.
   *
   * @throws IllegalStateException if no round has begun
   */
  public Decision decide(ToolBudget budget, ToolCall call, Instant now) {
    if (budget.rounds() == 0) {
      throw new IllegalStateException("rounds: 0 (expected: one that has begun)");
    }
    ToolSpec tool = tools.get(call.tool());
    if (tool == null) {
      return refused(ToolRefusal.UNKNOWN_TOOL, named(call), "a tool that there is");
    }
    Optional<ToolRefusal> denied = permissions.refusal(tool.name());
    if (denied.isPresent()) {
      return refused(denied.get(), named(call), "a tool that the bot may call");
    }
    if (tool.sideEffects() && budget.untrusted() && !call.confirmed()) {
      return refused(
          ToolRefusal.NEEDS_CONFIRMATION, named(call), "a person's yes, since it has effects");
    }
    if (budget.calls() >= limits.calls()) {
      return refused(
          ToolRefusal.CALLS_EXHAUSTED, "calls: " + budget.calls(), "below " + limits.calls());
    }
    Refused exhausted = exhausted(budget, now);
    return exhausted == null
        ? new Permit(idempotencyKey(budget, call), deadline(budget, now), budget.withCall())
        : exhausted;
  }

  /**
   * SHA-256 over run, round, id, tool and arguments of a call; see {@link FieldDigest} for the
   * form.
   */
  static String idempotencyKey(ToolBudget budget, ToolCall call) {
    return HexFormat.of()
        .formatHex(
            new FieldDigest(KEY_NAME)
                .text(budget.run().toString())
                .number(budget.rounds())
                .text(call.id())
                .text(call.tool())
                .text(call.arguments())
                .hash());
  }

  private Instant deadline(ToolBudget budget, Instant now) {
    Instant ofCall = now.plus(limits.perCall());
    Instant ofRun = budget.startedAt().plus(limits.elapsed());
    return ofCall.isBefore(ofRun) ? ofCall : ofRun;
  }

  private @Nullable Refused exhausted(ToolBudget budget, Instant now) {
    Duration elapsed = Duration.between(budget.startedAt(), now);
    if (elapsed.compareTo(limits.elapsed()) >= 0) {
      return refused(
          ToolRefusal.TIME_EXHAUSTED, "elapsed: " + elapsed, "below " + limits.elapsed());
    }
    if (budget.spent().compareTo(limits.spend()) >= 0) {
      return refused(
          ToolRefusal.MONEY_EXHAUSTED,
          "spent: " + budget.spent().microUsd() + " micro-USD",
          "below " + limits.spend().microUsd());
    }
    return null;
  }

  private static String named(ToolCall call) {
    String name = call.tool();
    int shown = Math.min(name.length(), ToolSpec.MAX_NAME_LENGTH);
    if (shown < name.length() && Character.isHighSurrogate(name.charAt(shown - 1))) {
      shown--;
    }
    return "tool: '" + name.substring(0, shown) + "'";
  }

  private static Refused refused(ToolRefusal reason, String given, String expectation) {
    return new Refused(reason, given + " (expected: " + expectation + ")");
  }
}
