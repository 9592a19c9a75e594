package dev.parley.adapters.rest.conversation;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.FileIds;
import dev.parley.adapters.rest.wire.IdempotencyKeys;
import dev.parley.application.conversation.SendMessage;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to go on with.
 *
 * @param message also taken as {@code content}
 * @param model left out: the conversation's, the bot's or the installation's
 * @param fileIds files to be attached, sent to {@code /v1/files} before; left out: none, or where
 *     the message takes another's place, that one's
 * @param stream whether to answer with events, where that is possible
 * @param onDisconnect {@code continue} or {@code cancel}: what becomes of the answer when the
 *     client leaves its stream; left out: continue
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record AddMessageRequest(
    @JsonAlias("content") @Nullable String message,
    @Nullable String model,
    @Nullable List<UUID> fileIds,
    @Nullable Boolean stream,
    @Nullable String onDisconnect) {

  SendMessage.Command command(
      Principal caller, ConversationId conversation, @Nullable String idempotencyKey) {
    return new SendMessage.Command(
        caller,
        conversation,
        Fields.required("message", message, "text"),
        model == null ? null : new ModelId(model),
        FileIds.of(fileIds),
        IdempotencyKeys.clientKey(idempotencyKey));
  }
}
