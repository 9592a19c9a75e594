package dev.parley.adapters.rest.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.conversation.ReviewConversation.Reviewed;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A conversation.
 *
 * @param mode {@code open} or {@code rag}
 * @param botId null: the model answers alone
 * @param model null: the bot's or the installation's
 * @param documentIds if not empty, the only documents looked at
 * @param datasetIds datasets looked at besides the bot's
 * @param owner whose it is; administrators alone are told
 * @param messages oldest first; lists leave them out
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Conversation")
record ConversationJson(
    UUID id,
    String title,
    String mode,
    @Nullable UUID botId,
    @Nullable String model,
    boolean pinned,
    boolean archived,
    Instant createdAt,
    Instant updatedAt,
    int messageCount,
    List<UUID> documentIds,
    List<UUID> datasetIds,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String owner,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<MessageJson> messages) {

  static ConversationJson of(Conversation conversation) {
    return of(conversation, null, null);
  }

  static ConversationJson withMessages(
      Conversation conversation,
      List<Message> messages,
      Map<MessageId, List<Attachment>> files,
      Map<MessageId, Feedback> feedbacks) {
    return of(conversation, null, messages(messages, files, feedbacks));
  }

  static ConversationJson of(Reviewed reviewed) {
    return of(
        reviewed.conversation(),
        reviewed.conversation().owner(),
        messages(reviewed.messages(), reviewed.files(), reviewed.feedbacks()));
  }

  private static List<MessageJson> messages(
      List<Message> messages,
      Map<MessageId, List<Attachment>> files,
      Map<MessageId, Feedback> feedbacks) {
    return messages.stream()
        .map(
            message ->
                MessageJson.of(
                    message,
                    files.getOrDefault(message.id(), List.of()),
                    feedbacks.get(message.id())))
        .toList();
  }

  private static ConversationJson of(
      Conversation conversation, @Nullable String owner, @Nullable List<MessageJson> messages) {
    BotId bot = conversation.bot();
    ModelId model = conversation.model();
    return new ConversationJson(
        conversation.id().value(),
        conversation.title(),
        Words.of(conversation.mode()),
        bot == null ? null : bot.value(),
        model == null ? null : model.value(),
        conversation.pinned(),
        conversation.archived(),
        conversation.createdAt(),
        conversation.updatedAt(),
        conversation.messageCount(),
        conversation.documents().stream().map(DocumentId::value).toList(),
        conversation.datasets().stream().map(DatasetId::value).toList(),
        owner,
        messages);
  }
}
