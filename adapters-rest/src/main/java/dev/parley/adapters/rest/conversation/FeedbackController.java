package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.conversation.RateAnswer;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** What the caller says of answers. */
@Controller("/v1/conversations/{id}/messages/{messageId}/feedback")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Conversations")
final class FeedbackController {
  private final RateAnswer rateAnswer;

  FeedbackController(RateAnswer rateAnswer) {
    this.rateAnswer = rateAnswer;
  }

  /** Rates an answer, anew if it was rated before; answers with the message. */
  @Post
  MessageJson rateMessage(
      Caller caller,
      @PathVariable UUID id,
      @PathVariable UUID messageId,
      @Body FeedbackJson request) {
    Feedback feedback = request.feedback();
    Message rated =
        Outcomes.done(
            rateAnswer.rate(
                caller.principal(), new ConversationId(id), new MessageId(messageId), feedback));
    return MessageJson.of(rated, feedback);
  }

  /** Takes a rating back. */
  @Delete
  @Status(HttpStatus.NO_CONTENT)
  void retractFeedback(Caller caller, @PathVariable UUID id, @PathVariable UUID messageId) {
    Outcomes.done(
        rateAnswer.retract(caller.principal(), new ConversationId(id), new MessageId(messageId)));
  }
}
