package dev.parley.adapters.rest.chat;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.conversation.StartConversation.Earlier;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question.
 *
 * @param botId id or slug of the bot; left out: the tenant's preferred bot
 * @param sessionId the conversation to go on with, also taken as {@code conversation_id}; left out:
 *     a new one
 * @param message the question; or else {@code messages}
 * @param messages the question last, and before it what was said elsewhere, which a new
 *     conversation begins with
 * @param model left out: the bot's or the installation's
 * @param stream whether to answer with events
 * @param onDisconnect {@code continue} or {@code cancel}: what becomes of the answer when the
 *     client leaves its stream; left out: continue
 * @param metadata kept by the caller: taken and not looked at
 * @param fileIds files to be attached to the question, sent to {@code /v1/files} before
 * @param tools not taken yet
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "ChatRequest")
public record ChatRequest(
    @Nullable String botId,
    @JsonAlias("conversation_id") @Nullable UUID sessionId,
    @Nullable String message,
    @Nullable List<MessageInput> messages,
    @Nullable String model,
    @Nullable Boolean stream,
    @Nullable String onDisconnect,
    @Nullable Map<String, Object> metadata,
    @Nullable List<UUID> fileIds,
    @Schema(hidden = true) @Nullable JsonNode tools) {

  /** What is asked, and what was said before. */
  record Said(List<Earlier> earlier, String question) {}

  Said said() {
    if (message != null && messages != null && !messages.isEmpty()) {
      throw new InvalidValue("message", "given with messages", "one of the two");
    }
    if (message != null) {
      return new Said(List.of(), message);
    }
    List<MessageInput> given = Fields.list("messages", messages);
    List<Earlier> earlier = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      earlier.add(given.get(i).earlier(i));
    }
    if (earlier.isEmpty()) {
      return new Said(List.of(), "");
    }
    Earlier last = earlier.removeLast();
    if (last.author() != Author.USER) {
      throw new InvalidValue("messages", "the last is not the user's", "role user at the end");
    }
    return new Said(List.copyOf(earlier), last.content());
  }

  @Nullable ModelId modelId() {
    return model == null ? null : new ModelId(model);
  }

  /** An answer that silently ignored a tool would be a wrong one. */
  void refuseUnsupported() {
    refuse("tools", tools);
  }

  private static void refuse(String field, @Nullable JsonNode value) {
    boolean nothing = value == null || value.isNull() || (value.isArray() && value.size() == 0);
    if (!nothing) {
      throw new ProblemException(
          Problem.invalid(
              "unsupported_field", field, field + ": given (expected: nothing, it is not built)"));
    }
  }
}
