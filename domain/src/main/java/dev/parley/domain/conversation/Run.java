package dev.parley.domain.conversation;

import dev.parley.domain.bot.BotId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One generation. It outlives the connection that asked for it, and ends exactly once.
 *
 * @param owner subject of the principal who asked
 * @param question the user's message that is answered
 * @param answer the id that the assistant's message has or will have
 * @param bot null: none
 * @param lastSeq seq of the newest event, as far as it is stored
 */
public record Run(
    RunId id,
    TenantId tenant,
    String owner,
    ConversationId conversation,
    MessageId question,
    MessageId answer,
    @Nullable BotId bot,
    ModelId model,
    RunState state,
    long lastSeq,
    Instant createdAt) {
  public Run {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(conversation);
    Objects.requireNonNull(question);
    Objects.requireNonNull(answer);
    Objects.requireNonNull(model);
    Objects.requireNonNull(state);
    Objects.requireNonNull(createdAt);
  }

  /** The same run, answered by a model that took the place of the one asked first. */
  public Run answeredBy(ModelId writer) {
    return new Run(
        id, tenant, owner, conversation, question, answer, bot, writer, state, lastSeq, createdAt);
  }

  /** The same run in another state. */
  public Run in(RunState newState, long newLastSeq) {
    return new Run(
        id,
        tenant,
        owner,
        conversation,
        question,
        answer,
        bot,
        model,
        newState,
        newLastSeq,
        createdAt);
  }
}
