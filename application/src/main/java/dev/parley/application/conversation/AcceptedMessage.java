package dev.parley.application.conversation;

import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.quota.RateLimitStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message that is stored and is being answered.
 *
 * @param conversation as it was when the message was accepted
 * @param end completes when the run has ended and all of it is stored; never exceptionally
 * @param limits how much of the caller's rates is left
 */
public record AcceptedMessage(
    Conversation conversation,
    Message question,
    Run run,
    CompletableFuture<End> end,
    List<RateLimitStatus> limits) {
  public AcceptedMessage {
    limits = List.copyOf(limits);
  }

  /**
   * What came of a run.
   *
   * @param run in its final state
   * @param answer the text so far for a run that failed or was cancelled; empty if there is none
   */
  public record End(Run run, Optional<Message> answer, List<Warning> warnings) {
    public End {
      warnings = List.copyOf(warnings);
    }
  }
}
