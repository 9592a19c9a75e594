package dev.parley.adapters.rest.attachment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.conversation.ConversationId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file to be attached to messages.
 *
 * @param mediaType judged by the content
 * @param status {@code ready}: a file that is there can be used at once
 * @param pages of a text; 0 for an image
 * @param tokens that the whole takes of a prompt, an estimate
 * @param conversationId the only one in which it can be used; null: none yet
 * @param expiresAt when it is removed unless it has been attached to a message; null: it has been
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "File")
record FileJson(
    UUID id,
    String filename,
    String mediaType,
    long bytes,
    String status,
    int pages,
    int tokens,
    @Nullable UUID conversationId,
    Instant createdAt,
    @Nullable Instant expiresAt) {
  private static final String READY = "ready";

  static FileJson of(Attachment file) {
    ConversationId conversation = file.conversation();
    return new FileJson(
        file.id().value(),
        file.filename(),
        file.mediaType(),
        file.bytes(),
        READY,
        file.pages(),
        file.tokens(),
        conversation == null ? null : conversation.value(),
        file.createdAt(),
        conversation == null ? file.createdAt().plus(Attachment.UNUSED_KEPT) : null);
  }
}
