package dev.parley.adapters.rest.chat;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.conversation.StartConversation.Earlier;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message of the caller's.
 *
 * @param role {@code user}, {@code assistant}, {@code system} or {@code developer}
 * @param content a text, or a list of parts of type {@code text}
 */
@Serdeable
@Schema(name = "MessageInput")
record MessageInput(@Nullable String role, @Schema(type = "string") @Nullable JsonNode content) {

  Earlier earlier(int position) {
    return new Earlier(author(position), text(position));
  }

  private Author author(int position) {
    String field = "messages[" + position + "].role";
    String word = Fields.required(field, role, "user, assistant or system");
    return switch (word) {
      case "user" -> Author.USER;
      case "assistant" -> Author.ASSISTANT;
      case "system", "developer" -> Author.SYSTEM;
      default ->
          throw new InvalidValue(
              field, "'" + Fields.shortened(word) + "'", "user, assistant or system");
    };
  }

  private String text(int position) {
    String field = "messages[" + position + "].content";
    JsonNode given = Fields.required(field, content, "a text");
    if (given.isString()) {
      return given.getStringValue();
    }
    if (!given.isArray()) {
      throw new InvalidValue(field, "something else", "a text or a list of text parts");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : given.values()) {
      JsonNode type = part.get("type");
      JsonNode piece = part.get("text");
      boolean isText = type == null || (type.isString() && type.getStringValue().equals("text"));
      if (!isText || piece == null || !piece.isString()) {
        throw new InvalidValue(field, "a part without text", "parts of type text");
      }
      text.append(text.isEmpty() ? "" : "\n").append(piece.getStringValue());
    }
    return text.toString();
  }
}
