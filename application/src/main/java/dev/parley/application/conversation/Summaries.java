package dev.parley.application.conversation;

import dev.parley.domain.context.ConversationSummary;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** What stands for the beginnings of long conversations. Gone with the conversation. */
public interface Summaries {

  Optional<ConversationSummary> find(TenantId tenant, ConversationId conversation);

  /** Puts a summary in the place of the one before, if the conversation is still there. */
  void keep(TenantId tenant, ConversationId conversation, ConversationSummary summary);
}
