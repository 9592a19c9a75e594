package dev.parley.domain.conversation;

import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as it was at one moment, for whoever holds a token. What is said later, and other
 * branches, are not part of it.
 *
 * @param owner of the conversation
 * @param title as it was
 * @param last the message that the branch which was active ended with
 * @param expiresAt when nobody can read it any more; null: never
 */
public record Share(
    ShareId id,
    TenantId tenant,
    ConversationId conversation,
    String owner,
    String title,
    MessageId last,
    @Nullable Instant expiresAt,
    Instant createdAt) {
  public Share {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(conversation);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(title);
    Objects.requireNonNull(last);
    Objects.requireNonNull(createdAt);
    if (expiresAt != null && !expiresAt.isAfter(createdAt)) {
      throw new InvalidValue("expires_at", expiresAt, "a time to come");
    }
  }

  /** Whether it can be read at a time. */
  public boolean isOpenAt(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }
}
