package dev.parley.domain.audit;

import java.util.HexFormat;

/**
 * SHA-256 of an event.
 *
 * @param hex 64 digits in lower case
 */
public record AuditHash(String hex) {
  /** What the first event of a chain names as the hash before it. */
  public static final AuditHash NONE = new AuditHash("0".repeat(64));

  public AuditHash {
    if (!isValid(hex)) {
      throw new IllegalArgumentException(
          "hash: " + hex.length() + " characters (expected: 64 lower-case hexadecimal digits)");
    }
  }

  /** Whether a text is a hash as this class writes it. */
  public static boolean isValid(String hex) {
    return hex.length() == 64
        && hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** The hash of these 32 bytes. */
  public static AuditHash of(byte[] bytes) {
    return new AuditHash(HexFormat.of().formatHex(bytes));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
