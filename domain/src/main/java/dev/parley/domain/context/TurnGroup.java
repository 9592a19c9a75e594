package dev.parley.domain.context;

import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns that stand or fall together: a call of tools and its results, or any other turn alone. A
 * provider refuses one without the other.
 */
record TurnGroup(List<Turn> turns, int tokens) {

  /** The groups of a history, in order. A result joins what stands before it. */
  static List<TurnGroup> of(List<Turn> history, TokenCounter tokens) {
    List<TurnGroup> groups = new ArrayList<>();
    int from = 0;
    int size = 0;
    for (int i = 0; i < history.size(); i++) {
      Turn turn = history.get(i);
      if (i > from && turn.speaker() != Speaker.TOOL) {
        groups.add(new TurnGroup(history.subList(from, i), size));
        from = i;
        size = 0;
      }
      size += PromptAssembler.cost(turn, tokens);
    }
    if (from < history.size()) {
      groups.add(new TurnGroup(history.subList(from, history.size()), size));
    }
    return groups;
  }

  /** Whether it makes sense only behind what was said before. */
  boolean answers() {
    return turns.getFirst().speaker() == Speaker.ASSISTANT
        || turns.getFirst().speaker() == Speaker.TOOL;
  }

  static int tokens(List<TurnGroup> groups) {
    return groups.stream().mapToInt(TurnGroup::tokens).sum();
  }

  static List<Turn> turns(List<TurnGroup> groups) {
    return groups.stream().flatMap(group -> group.turns().stream()).toList();
  }

  /** How many groups at the end have at most so many tokens together. */
  static int fittingAtEnd(List<TurnGroup> groups, int budget) {
    int left = budget;
    int fitting = 0;
    while (fitting < groups.size()) {
      left -= groups.get(groups.size() - 1 - fitting).tokens();
      if (left < 0) {
        break;
      }
      fitting++;
    }
    return fitting;
  }
}
