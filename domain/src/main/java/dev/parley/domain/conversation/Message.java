package dev.parley.domain.conversation;

import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.routing.ModelId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message of a conversation.
 *
 * @param parent the message it follows; null for the first
 * @param tokens estimated for a user's message, as the provider counted for an answer
 * @param model null unless a model wrote it
 * @param citations in the order in which the answer names them
 */
public record Message(
    MessageId id,
    ConversationId conversation,
    @Nullable MessageId parent,
    Author author,
    String content,
    int tokens,
    @Nullable ModelId model,
    List<Citation> citations,
    Instant createdAt) {
  /** The longest message accepted from a caller, in UTF-16 characters. */
  public static final int MAX_LENGTH = 200_000;

  public Message {
    Objects.requireNonNull(id);
    Objects.requireNonNull(conversation);
    Objects.requireNonNull(author);
    Objects.requireNonNull(content);
    Objects.requireNonNull(createdAt);
    citations = List.copyOf(citations);
  }
}
