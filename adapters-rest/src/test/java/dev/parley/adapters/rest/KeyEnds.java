package dev.parley.adapters.rest;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.tenant.ApiKeys;
import dev.parley.domain.tenant.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends keys behind a server's back, as another node would. */
final class KeyEnds {
  private static final int PREFIX_LENGTH = 11;

  private KeyEnds() {}

  static void revoke(RestServer server, String key) {
    end(server, key, null, Fixtures.NOW);
  }

  static void expire(RestServer server, String key) {
    end(server, key, Fixtures.NOW, null);
  }

  private static void end(
      RestServer server, String key, @Nullable Instant expiresAt, @Nullable Instant revokedAt) {
    ApiKeys keys = server.stores().apiKeys();
    ApiKey stored = keys.findByPrefix(key.substring(0, PREFIX_LENGTH)).getFirst().key();
    keys.update(
        new ApiKey(
            stored.id(),
            stored.tenant(),
            stored.name(),
            stored.prefix(),
            stored.roles(),
            expiresAt,
            revokedAt,
            stored.createdAt()));
  }
}
