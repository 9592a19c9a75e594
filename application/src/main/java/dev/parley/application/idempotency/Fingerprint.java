package dev.parley.application.idempotency;

import java.util.HexFormat;

/**
 * What tells requests apart that come under one name: SHA-256 of all that they ask for.
 *
 * @param hex 64 digits in lower case
 */
public record Fingerprint(String hex) {
  private static final int BYTES = 32;

  public Fingerprint {
    if (hex.length() != 2 * BYTES || !hex.chars().allMatch(Fingerprint::isDigit)) {
      throw new IllegalArgumentException(
          "fingerprint: " + hex.length() + " characters (expected: 64 hexadecimal digits)");
    }
  }

  /** The fingerprint of these 32 bytes. */
  public static Fingerprint of(byte[] hash) {
    return new Fingerprint(HexFormat.of().formatHex(hash));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
