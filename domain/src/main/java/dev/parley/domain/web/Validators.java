package dev.parley.domain.web;

import org.jspecify.annotations.Nullable;

/**
 * What a server said of the version it sent, so that it can be asked for a newer one (RFC 9110
 * section 8.8). As it was sent; never looked into.
 */
public record Validators(@Nullable String etag, @Nullable String lastModified) {
  /** The server said nothing, or there is no version yet. */
  public static final Validators NONE = new Validators(null, null);

  private static final int MAX_LENGTH = 500;

  /** Keeps what can be sent back as it is, and forgets what cannot. */
  public Validators {
    etag = sendable(etag);
    lastModified = sendable(lastModified);
  }

  private static @Nullable String sendable(@Nullable String value) {
    return value != null
            && !value.isEmpty()
            && value.length() <= MAX_LENGTH
            && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)
        ? value
        : null;
  }
}
