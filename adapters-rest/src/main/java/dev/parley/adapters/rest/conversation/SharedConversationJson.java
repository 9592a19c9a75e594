package dev.parley.adapters.rest.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.conversation.SharedConversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.knowledge.Citation;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as a stranger reads it: without a single id.
 *
 * @param sharedAt the moment that it shows
 * @param messages oldest first
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "SharedConversation")
record SharedConversationJson(
    String title, Instant sharedAt, @Nullable Instant expiresAt, List<SharedMessageJson> messages) {

  /**
   * A message of it.
   *
   * @param role {@code user} or {@code assistant}
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "SharedMessage")
  record SharedMessageJson(
      String role, String content, List<SharedCitationJson> citations, Instant createdAt) {

    static SharedMessageJson of(Message message) {
      return new SharedMessageJson(
          Words.of(message.author()),
          message.content(),
          message.citations().stream().map(SharedCitationJson::of).toList(),
          message.createdAt());
    }
  }

  /**
   * What a claim rests on.
   *
   * @param index the number in the answer's marker, counted from 1
   * @param page counted from 1
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "SharedCitation")
  record SharedCitationJson(int index, String title, int page, String quote) {

    static SharedCitationJson of(Citation citation) {
      return new SharedCitationJson(
          citation.index(), citation.title(), citation.page(), citation.quote());
    }
  }

  static SharedConversationJson of(SharedConversation shared) {
    return new SharedConversationJson(
        shared.share().title(),
        shared.share().createdAt(),
        shared.share().expiresAt(),
        shared.messages().stream().map(SharedMessageJson::of).toList());
  }
}
