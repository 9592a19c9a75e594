package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.bot.BotReferences;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.FileIds;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation begins with.
 *
 * @param mode {@code open} or {@code rag}; left out: {@code rag} where there is something to search
 * @param documentIds if not empty, the only documents looked at
 * @param datasetIds datasets looked at besides the bot's
 * @param botId id or slug of the bot; left out: the model answers alone
 * @param model left out: the bot's or the installation's
 * @param title left out: made from the first message
 * @param fileIds files to be attached to the first message, sent to {@code /v1/files} before
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record CreateConversationRequest(
    @Nullable String firstMessage,
    @Nullable String mode,
    @Nullable List<UUID> documentIds,
    @Nullable List<UUID> datasetIds,
    @Nullable String botId,
    @Nullable String model,
    @Nullable String title,
    @Nullable List<UUID> fileIds) {

  StartConversation.Command command(Caller caller, BotReferences bots) {
    return new StartConversation.Command(
        caller.principal(),
        Fields.required("first_message", firstMessage, "text"),
        List.of(),
        botId == null ? new Answerer.ModelAlone() : new Answerer.Named(bots.find(caller, botId)),
        Words.parse(ConversationMode.class, "mode", mode),
        model == null ? null : new ModelId(model),
        Fields.list("document_ids", documentIds).stream().map(DocumentId::new).distinct().toList(),
        Fields.list("dataset_ids", datasetIds).stream().map(DatasetId::new).distinct().toList(),
        title,
        FileIds.orNone(fileIds),
        AnswerLimits.NONE);
  }
}
