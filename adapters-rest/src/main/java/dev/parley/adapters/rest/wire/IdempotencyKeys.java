package dev.parley.adapters.rest.wire;

import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.validation.InvalidValue;
import org.jspecify.annotations.Nullable;

/** The header by which a caller may send the same request again. */
public final class IdempotencyKeys {
  public static final String HEADER = "Idempotency-Key";

  private IdempotencyKeys() {}

  /**
   * What the caller names a message by.
   *
   * @param header null: nothing
   * @throws InvalidValue if it cannot be a key
   */
  public static @Nullable ClientKey clientKey(@Nullable String header) {
    if (header == null) {
      return null;
    }
    try {
      return new ClientKey(header);
    } catch (InvalidValue e) {
      throw new InvalidValue(
          HEADER,
          header.length() + " characters",
          "1.." + ClientKey.MAX_LENGTH + " visible ASCII characters");
    }
  }
}
