package dev.parley.adapters.rest.conversation;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation is to be shared.
 *
 * @param expiresAt left out: until it is revoked
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ShareRequest(@Nullable Instant expiresAt) {
  static final ShareRequest UNTIL_REVOKED = new ShareRequest(null);
}
