package dev.parley.domain.context;

import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has a summary stand for the turns that no longer fit. It asks for one only when what is not
 * covered outgrows the budget, and then has so much covered that about half of the budget is free
 * again: so a conversation of {@code t} tokens is summarised at most about {@code 2t / budget}
 * times, and no turn twice. Whatever cannot be summarised is left to another strategy.
 */
public final class SummariseTheRest implements TruncationStrategy {
  /** Share of the budget that a summary may have, as a divisor. */
  private static final int SUMMARY_SHARE = 8;

  /** Share of the budget that is filled with turns after a summary, as a divisor. */
  private static final int REST_SHARE = 2;

  private final TruncationStrategy otherwise;

  /**
   * @param otherwise chooses among the turns that are not covered, where they still do not fit
   */
  public SummariseTheRest(TruncationStrategy otherwise) {
    this.otherwise = Objects.requireNonNull(otherwise);
  }

  /** What a conversation needs before it is shown. */
  public sealed interface Plan {
    /** The turns behind the summary fit with it. */
    record Fits(List<Turn> uncovered) implements Plan {
      public Fits {
        uncovered = List.copyOf(uncovered);
      }
    }

    /** They do not, until this is summarised. */
    record Summarise(SummaryRequest request) implements Plan {}
  }

  /**
   * Decides whether to summarise, and what.
   *
   * @param history the whole of it, oldest first, without the newest message
   * @param summary null: none yet; it {@linkplain ConversationSummary#holdsFor holds} for the
   *     history
   * @param budget tokens that history and summary may have together; the same from turn to turn, or
   *     nearly so
   * @param mostAtOnce tokens that one request may hold; a single call or message may exceed it
   */
  public Plan plan(
      List<Turn> history,
      @Nullable ConversationSummary summary,
      int budget,
      int mostAtOnce,
      TokenCounter tokens) {
    int covered = summary == null ? 0 : summary.covered();
    List<Turn> uncovered = history.subList(covered, history.size());
    List<TurnGroup> groups = TurnGroup.of(uncovered, tokens);
    int forSummary = summary == null ? 0 : summary.tokens();
    if (groups.isEmpty() || TurnGroup.tokens(groups) + forSummary <= budget) {
      return new Plan.Fits(uncovered);
    }
    int kept = TurnGroup.fittingAtEnd(groups, budget / REST_SHARE);
    List<TurnGroup> old = groups.subList(0, groups.size() - kept);
    int taken = Math.max(1, fittingAtStart(old, mostAtOnce));
    List<Turn> turns = TurnGroup.turns(old.subList(0, taken));
    return new Plan.Summarise(
        new SummaryRequest(
            summary, turns, covered, covered + turns.size(), Math.max(1, budget / SUMMARY_SHARE)));
  }

  private static int fittingAtStart(List<TurnGroup> groups, int budget) {
    int left = budget;
    int fitting = 0;
    while (fitting < groups.size() && groups.get(fitting).tokens() <= left) {
      left -= groups.get(fitting).tokens();
      fitting++;
    }
    return fitting;
  }

  @Override
  public List<Turn> keep(List<Turn> history, int budget, TokenCounter tokens) {
    return otherwise.keep(history, budget, tokens);
  }
}
