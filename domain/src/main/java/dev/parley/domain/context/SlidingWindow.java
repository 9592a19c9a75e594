package dev.parley.domain.context;

import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.token.TokenCounter;
import java.util.List;

/**
 * Keeps the newest turns that fit. The window never opens with an answer whose question it cut off.
 */
public final class SlidingWindow implements TruncationStrategy {
  public SlidingWindow() {}

  @Override
  public List<Turn> keep(List<Turn> history, int budget, TokenCounter tokens) {
    int from = history.size();
    int left = budget;
    while (from > 0) {
      left -= PromptAssembler.cost(history.get(from - 1), tokens);
      if (left < 0) {
        break;
      }
      from--;
    }
    while (from > 0 && from < history.size() && history.get(from).speaker() == Speaker.ASSISTANT) {
      from++;
    }
    return List.copyOf(history.subList(from, history.size()));
  }
}
