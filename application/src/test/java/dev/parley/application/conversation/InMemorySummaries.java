package dev.parley.application.conversation;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** Summaries in memory. */
public final class InMemorySummaries implements Summaries {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<ConversationSummary> summaries;
  private final Table<Conversation> conversations;

  public InMemorySummaries(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.summaries = unitOfWork.table("conversation_summaries");
    this.conversations = unitOfWork.table("conversations");
  }

  @Override
  public Optional<ConversationSummary> find(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            conversations
                .find(tenant, conversation)
                .flatMap(present -> summaries.find(tenant, conversation)));
  }

  @Override
  public void keep(TenantId tenant, ConversationId conversation, ConversationSummary summary) {
    var unused =
        unitOfWork.rowsOf(
            tenant,
            () -> {
              conversations
                  .find(tenant, conversation)
                  .ifPresent(present -> summaries.put(tenant, conversation, summary));
              return true;
            });
  }
}
