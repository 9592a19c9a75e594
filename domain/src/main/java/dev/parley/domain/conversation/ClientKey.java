package dev.parley.domain.conversation;

import dev.parley.domain.digest.FieldDigest;
import dev.parley.domain.validation.InvalidValue;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a caller names a message by before it has an id, so that sending it again adds nothing. It
 * means something within one conversation only.
 *
 * @param value up to {@link #MAX_LENGTH} visible ASCII characters
 */
public record ClientKey(String value) {
  /** The longest key, in characters. */
  public static final int MAX_LENGTH = 255;

  private static final String NAME = "parley.message-key.v1";
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  public ClientKey {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new InvalidValue(
          "key", value.length() + " characters", "1.." + MAX_LENGTH + " visible ASCII characters");
    }
  }

  /**
   * The id of the message that the key names: always the same. The first 122 bits of a SHA-256 as a
   * UUID of version 8 (RFC 9562, section 5.8), so that no store has to keep the key.
   */
  public MessageId messageId(ConversationId conversation) {
    ByteBuffer hash =
        ByteBuffer.wrap(new FieldDigest(NAME).text(conversation.toString()).text(value).hash());
    long high = hash.getLong();
    long low = hash.getLong();
    return new MessageId(new UUID((high & ~0xf000L) | VERSION_8, (low >>> 2) | VARIANT));
  }
}
