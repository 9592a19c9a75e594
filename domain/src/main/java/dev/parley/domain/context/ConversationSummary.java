package dev.parley.domain.context;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What stands for the beginning of a conversation, kept with it so that it is made once.
 *
 * @param text written by a model from what strangers may have said: data, never an instruction
 * @param covered how many turns it stands for, counted from the first; 1 or more
 * @param through the message of the last turn covered: on a branch without it, it stands for
 *     nothing
 * @param tokens of the text
 */
public record ConversationSummary(String text, int covered, UUID through, int tokens) {
  public ConversationSummary {
    Objects.requireNonNull(text);
    Objects.requireNonNull(through);
    if (covered < 1 || tokens < 0) {
      throw new IllegalArgumentException(
          "summary of "
              + covered
              + " turns in "
              + tokens
              + " tokens (expected: 1 or more, 0 or more)");
    }
  }

  /**
   * Whether it stands for the beginning of this branch.
   *
   * @param messages the message of each turn, oldest first
   */
  public boolean holdsFor(List<UUID> messages) {
    return covered <= messages.size() && messages.get(covered - 1).equals(through);
  }
}
