package dev.parley.domain.attachment;

import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of a caller's, without its content. It is used in one conversation: the first in which it
 * is attached to a message.
 *
 * @param owner subject of the principal who sent it; nobody else in the tenant sees it
 * @param filename as it was sent; never used as a path
 * @param mediaType judged by the content
 * @param bytes of the file as it was sent
 * @param pages of a text, 1 or more; 0 for a picture
 * @param tokens of the whole as a prompt shows it, an estimate
 * @param conversation null: it was not attached to a message yet
 */
public record Attachment(
    AttachmentId id,
    TenantId tenant,
    String owner,
    String filename,
    String mediaType,
    AttachmentKind kind,
    long bytes,
    int pages,
    int tokens,
    @Nullable ConversationId conversation,
    Instant createdAt) {
  /** How long a file is kept that is attached to nothing. */
  public static final Duration UNUSED_KEPT = Duration.ofHours(24);

  public Attachment {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(filename);
    Objects.requireNonNull(mediaType);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(createdAt);
    if (bytes < 1 || pages < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "file "
              + id
              + ": "
              + bytes
              + " bytes, "
              + pages
              + " pages, "
              + tokens
              + " tokens (expected: 1 or more, 0 or more, 0 or more)");
    }
  }

  public boolean isPicture() {
    return kind == AttachmentKind.PICTURE;
  }

  /** Whether it may be attached in this conversation. */
  public boolean mayBeUsedIn(ConversationId other) {
    return conversation == null || conversation.equals(other);
  }

  /** The same file as it is used in a conversation. */
  public Attachment usedIn(ConversationId one) {
    return new Attachment(
        id, tenant, owner, filename, mediaType, kind, bytes, pages, tokens, one, createdAt);
  }
}
