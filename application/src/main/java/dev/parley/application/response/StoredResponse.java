package dev.parley.application.response;

import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response that is kept for whoever asked for it.
 *
 * @param subject of the principal, the only one of the tenant who may see it
 * @param previous the response that it goes on from; null: none
 * @param chain what it and all that it goes on from come to
 * @param response as its way in writes it
 * @param input what was asked, as its way in writes it; null: it was too large to be kept
 * @param expiresAt when it is as if it had never been
 */
public record StoredResponse(
    TenantId tenant,
    String subject,
    ResponseId id,
    @Nullable ResponseId previous,
    Chain chain,
    String response,
    @Nullable String input,
    Instant createdAt,
    Instant expiresAt) {
  public StoredResponse {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(id);
    Objects.requireNonNull(chain);
    Objects.requireNonNull(response);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(expiresAt);
  }

  /**
   * What a response and all that it goes on from come to.
   *
   * @param length how many there are
   * @param size of them and what they answer, in bytes of UTF-8
   */
  public record Chain(int length, long size) {
    public Chain {
      if (length < 1 || size < 0) {
        throw new IllegalArgumentException(
            "chain: " + length + " of " + size + " bytes (expected: at least 1 of at least 0)");
      }
    }

    /** This chain with one more at its end. */
    public Chain with(long more) {
      return new Chain(length + 1, size + more);
    }
  }
}
