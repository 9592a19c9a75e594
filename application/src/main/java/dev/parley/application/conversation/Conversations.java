package dev.parley.application.conversation;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Conversations and their messages. */
public interface Conversations {

  /**
   * Which conversations are wanted.
   *
   * @param owner only this principal's
   * @param text null: all; otherwise those in which each {@link SearchWord} of it occurs, be it in
   *     the title or in any of the messages
   * @param archived null: all
   */
  record Filter(String owner, @Nullable String text, @Nullable Boolean archived) {}

  void add(Conversation conversation);

  /** Finds a conversation, whoever's it is: for administrators alone. */
  Optional<Conversation> find(TenantId tenant, ConversationId id);

  /** Finds a conversation of this owner's. */
  Optional<Conversation> find(TenantId tenant, String owner, ConversationId id);

  /**
   * Finds a conversation of this owner's and keeps others from adding to it until the unit of work
   * ends.
   */
  Optional<Conversation> lock(TenantId tenant, String owner, ConversationId id);

  /**
   * Newest change first.
   *
   * @throws dev.parley.domain.validation.InvalidValue for a text of too many words
   */
  Page<Conversation> list(TenantId tenant, Filter filter, PageRequest page);

  /**
   * Stores title, pinned and archived if the version is still the stored one, and makes it one
   * higher; false if somebody else was first or the conversation is gone.
   */
  boolean update(Conversation conversation);

  /** Removes a conversation with its messages and runs; false if there is none of this owner's. */
  boolean remove(TenantId tenant, String owner, ConversationId id);

  /**
   * Adds a message at the end and brings the conversation's count and time of change up to date. A
   * message whose id is there already is not added again.
   *
   * @param now when the conversation was changed
   */
  void append(TenantId tenant, Message message, Instant now);

  /** All messages, oldest first. */
  List<Message> messages(TenantId tenant, ConversationId conversation);

  Optional<Message> message(TenantId tenant, MessageId id);
}
