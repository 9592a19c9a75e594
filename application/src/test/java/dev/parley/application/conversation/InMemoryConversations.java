package dev.parley.application.conversation;

import dev.parley.application.attachment.InMemoryAttachments;
import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Conversations in memory. */
public final class InMemoryConversations implements Conversations {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Conversation> conversations;
  private final Table<Message> messages;
  private final Table<InMemoryRuns.Stored> runs;
  private final Table<InMemoryAttachments.Stored> files;

  public InMemoryConversations(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.conversations = unitOfWork.table("conversations");
    this.messages = unitOfWork.table("messages");
    this.runs = unitOfWork.table("runs");
    this.files = unitOfWork.table("files");
  }

  @Override
  public void add(Conversation conversation) {
    unitOfWork.rowsOf(
        conversation.tenant(),
        () -> {
          conversations.put(conversation.tenant(), conversation.id(), conversation);
          return conversation;
        });
  }

  @Override
  public Optional<Conversation> find(TenantId tenant, ConversationId id) {
    return unitOfWork.rowsOf(tenant, () -> conversations.find(tenant, id));
  }

  @Override
  public Optional<Conversation> find(TenantId tenant, String owner, ConversationId id) {
    return find(tenant, id).filter(conversation -> conversation.owner().equals(owner));
  }

  /** Units of work take turns here, so each holds everything. */
  @Override
  public Optional<Conversation> lock(TenantId tenant, String owner, ConversationId id) {
    return find(tenant, owner, id);
  }

  @Override
  public Page<Conversation> list(TenantId tenant, Filter filter, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                conversations.of(tenant).stream()
                    .filter(conversation -> isWanted(conversation, filter))
                    .toList(),
                Comparator.comparing(Conversation::updatedAt)
                    .thenComparing(conversation -> conversation.id().value())
                    .reversed(),
                page));
  }

  private boolean isWanted(Conversation conversation, Filter filter) {
    return conversation.owner().equals(filter.owner())
        && (filter.archived() == null || filter.archived() == conversation.archived())
        && (filter.text() == null || says(conversation, filter.text()));
  }

  private boolean says(Conversation conversation, String text) {
    List<Message> said = messages(conversation.tenant(), conversation.id());
    return SearchWord.of(text).stream()
        .map(InMemoryConversations::pattern)
        .allMatch(
            word ->
                word.matcher(conversation.title()).find()
                    || said.stream().anyMatch(message -> word.matcher(message.content()).find()));
  }

  private static Pattern pattern(SearchWord word) {
    return Pattern.compile(
        (word.isBoundAtStart() ? "(?<![\\p{L}\\p{Nd}])" : "")
            + Pattern.quote(word.text())
            + (word.isBoundAtEnd() ? "(?![\\p{L}\\p{Nd}])" : ""),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  @Override
  public boolean update(Conversation conversation) {
    return unitOfWork.rowsOf(
        conversation.tenant(),
        () ->
            conversations
                .find(conversation.tenant(), conversation.id())
                .filter(present -> present.version() == conversation.version())
                .map(
                    present ->
                        present.changed(
                            conversation.title(),
                            conversation.pinned(),
                            conversation.archived(),
                            conversation.updatedAt()))
                .map(
                    changed ->
                        conversations.replace(
                            changed.tenant(),
                            changed.id(),
                            counted(
                                changed,
                                changed.messageCount(),
                                changed.version() + 1,
                                changed.updatedAt())))
                .orElse(false));
  }

  @Override
  public boolean remove(TenantId tenant, String owner, ConversationId id) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          if (find(tenant, owner, id).isEmpty()) {
            return false;
          }
          messages.removeIf(tenant, message -> message.conversation().equals(id));
          runs.removeIf(tenant, stored -> stored.run().conversation().equals(id));
          files.removeIf(tenant, stored -> id.equals(stored.attachment().conversation()));
          return conversations.remove(tenant, id);
        });
  }

  @Override
  public void append(TenantId tenant, Message message, Instant now) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          Conversation present =
              conversations
                  .find(tenant, message.conversation())
                  .orElseThrow(() -> new IllegalStateException("no such conversation"));
          if (messages.find(tenant, message.id()).isEmpty()) {
            messages.put(tenant, message.id(), message);
            conversations.put(
                tenant,
                present.id(),
                counted(present, present.messageCount() + 1, present.version(), now));
          }
          return message;
        });
  }

  @Override
  public List<Message> messages(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            messages.of(tenant).stream()
                .filter(message -> message.conversation().equals(conversation))
                .toList());
  }

  @Override
  public Optional<Message> message(TenantId tenant, MessageId id) {
    return unitOfWork.rowsOf(tenant, () -> messages.find(tenant, id));
  }

  private static Conversation counted(
      Conversation conversation, int messageCount, long version, Instant updatedAt) {
    return new Conversation(
        conversation.id(),
        conversation.tenant(),
        conversation.owner(),
        conversation.title(),
        conversation.mode(),
        conversation.bot(),
        conversation.model(),
        conversation.pinned(),
        conversation.archived(),
        conversation.documents(),
        conversation.datasets(),
        messageCount,
        version,
        conversation.createdAt(),
        updatedAt);
  }
}
