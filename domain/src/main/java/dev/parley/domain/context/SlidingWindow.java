package dev.parley.domain.context;

import dev.parley.domain.token.TokenCounter;
import java.util.List;

/**
 * Keeps the newest turns that fit. The window never opens with an answer whose question it cut off,
 * nor parts a call from its results.
 */
public final class SlidingWindow implements TruncationStrategy {
  public SlidingWindow() {}

  @Override
  public List<Turn> keep(List<Turn> history, int budget, TokenCounter tokens) {
    List<TurnGroup> groups = TurnGroup.of(history, tokens);
    int from = groups.size() - TurnGroup.fittingAtEnd(groups, budget);
    while (from > 0 && from < groups.size() && groups.get(from).answers()) {
      from++;
    }
    return TurnGroup.turns(groups.subList(from, groups.size()));
  }
}
