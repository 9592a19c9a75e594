package dev.parley.adapters.rest.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.application.conversation.ShareConversation.Made;
import dev.parley.domain.conversation.Share;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A share of a conversation.
 *
 * @param token what opens it; shown once, when it is made
 * @param url path of the shared conversation on this server; shown with the token
 * @param title as it was when it was shared
 * @param expiresAt null: when it is revoked
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Share")
record ShareJson(
    UUID id,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url,
    String title,
    @Nullable Instant expiresAt,
    Instant createdAt) {

  static ShareJson of(Share share) {
    return of(share, null);
  }

  static ShareJson of(Made made) {
    return of(made.share(), made.token().value());
  }

  private static ShareJson of(Share share, @Nullable String token) {
    return new ShareJson(
        share.id().value(),
        token,
        token == null ? null : "/v1/shared/" + token,
        share.title(),
        share.expiresAt(),
        share.createdAt());
  }
}
