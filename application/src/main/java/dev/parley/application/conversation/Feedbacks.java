package dev.parley.application.conversation;

import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Map;

/** What people say of answers: one feedback of each subject for each message. */
public interface Feedbacks {

  /** Keeps a feedback in place of any that this subject gave before. The message must be there. */
  void put(TenantId tenant, String subject, MessageId message, Feedback feedback, Instant now);

  /** Takes a feedback back; false if there is none. */
  boolean remove(TenantId tenant, String subject, MessageId message);

  /** All that a subject gave in a conversation. */
  Map<MessageId, Feedback> of(TenantId tenant, String subject, ConversationId conversation);
}
