package dev.parley.adapters.rest.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.CitationJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.routing.ModelId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation.
 *
 * @param parentId the message it follows; null for the first
 * @param role {@code user}, {@code assistant} or {@code system}
 * @param modelUsed null unless a model wrote it
 * @param files that are attached to it
 * @param feedback what the caller said of it; null: nothing
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Message")
record MessageJson(
    UUID id,
    UUID conversationId,
    @Nullable UUID parentId,
    String role,
    String content,
    int tokensUsed,
    @Nullable String modelUsed,
    List<CitationJson> citations,
    List<AttachedFileJson> files,
    @Nullable FeedbackJson feedback,
    Instant createdAt) {

  /** A message that nobody can have said anything of yet. */
  static MessageJson of(Message message, List<Attachment> files) {
    return of(message, files, null);
  }

  /** An answer. */
  static MessageJson of(Message message, @Nullable Feedback feedback) {
    return of(message, List.of(), feedback);
  }

  static MessageJson of(Message message, List<Attachment> files, @Nullable Feedback feedback) {
    MessageId parent = message.parent();
    ModelId model = message.model();
    return new MessageJson(
        message.id().value(),
        message.conversation().value(),
        parent == null ? null : parent.value(),
        Words.of(message.author()),
        message.content(),
        message.tokens(),
        model == null ? null : model.value(),
        message.citations().stream().map(CitationJson::of).toList(),
        AttachedFileJson.of(files),
        FeedbackJson.of(feedback),
        message.createdAt());
  }
}
