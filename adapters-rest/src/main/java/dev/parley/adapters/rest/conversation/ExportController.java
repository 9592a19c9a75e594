package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.AttachmentName;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.Feedbacks;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.conversation.Branches;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Conversations of the caller as files. */
@Controller("/v1/conversations/{id}/export")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Conversations")
final class ExportController {
  private static final String MARKDOWN = "text/markdown";

  private final Conversations conversations;
  private final Feedbacks feedbacks;
  private final Attachments attachments;

  ExportController(Conversations conversations, Feedbacks feedbacks, Attachments attachments) {
    this.conversations = conversations;
    this.feedbacks = feedbacks;
    this.attachments = attachments;
  }

  /**
   * Downloads a conversation: as Markdown its active branch, as JSON all of it, every branch
   * included.
   *
   * @param format {@code md} or {@code json}
   */
  @Get
  @Produces({MediaType.APPLICATION_JSON, MARKDOWN})
  @ApiResponse(
      responseCode = "200",
      description = "The file",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = ConversationJson.class)),
        @Content(mediaType = MARKDOWN, schema = @Schema(type = "string"))
      })
  HttpResponse<?> exportConversation(
      Caller caller, @PathVariable UUID id, @QueryValue(defaultValue = "md") String format) {
    if (!format.equals("md") && !format.equals("json")) {
      throw new InvalidValue("format", "'" + Fields.shortened(format) + "'", "md or json");
    }
    ConversationId wanted = new ConversationId(id);
    Conversation conversation =
        Outcomes.found(conversations.find(caller.tenant(), caller.subject(), wanted));
    List<Message> messages = conversations.messages(caller.tenant(), wanted);
    Map<MessageId, List<Attachment>> files = attachments.of(caller.tenant(), wanted);
    String disposition = AttachmentName.disposition(conversation.title(), "." + format);
    if (format.equals("md")) {
      return HttpResponse.ok(
              MarkdownTranscript.of(conversation, Branches.of(messages).active(), files))
          .contentType(MARKDOWN + "; charset=utf-8")
          .header(HttpHeaders.CONTENT_DISPOSITION, disposition);
    }
    return HttpResponse.ok(
            ConversationJson.withMessages(
                conversation,
                messages,
                files,
                feedbacks.of(caller.tenant(), caller.subject(), wanted)))
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition);
  }
}
