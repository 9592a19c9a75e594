package dev.parley.domain.context;

import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Keeps how a conversation began, where a task is often set, and leaves the rest of the budget to
 * another strategy. A beginning that does not fit is not kept at all.
 */
public final class KeepFirstAndLast implements TruncationStrategy {
  private final int first;
  private final TruncationStrategy last;

  /**
   * @param first turns to keep at the beginning, 1 or more; a call's results do not count
   * @param last chooses among the turns behind those
   */
  public KeepFirstAndLast(int first, TruncationStrategy last) {
    if (first < 1) {
      throw new IllegalArgumentException("first: " + first + " (expected: 1 or more)");
    }
    this.first = first;
    this.last = Objects.requireNonNull(last);
  }

  @Override
  public List<Turn> keep(List<Turn> history, int budget, TokenCounter tokens) {
    List<TurnGroup> groups = TurnGroup.of(history, tokens);
    List<TurnGroup> head = groups.subList(0, Math.min(first, groups.size()));
    int size = TurnGroup.tokens(head);
    if (size > budget) {
      return last.keep(history, budget, tokens);
    }
    List<Turn> beginning = TurnGroup.turns(head);
    List<Turn> rest = history.subList(beginning.size(), history.size());
    return Stream.concat(beginning.stream(), last.keep(rest, budget - size, tokens).stream())
        .toList();
  }
}
