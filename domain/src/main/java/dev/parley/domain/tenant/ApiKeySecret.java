package dev.parley.domain.tenant;

import dev.parley.domain.validation.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * An API key in the clear, as its holder has it. It is never stored: the store keeps {@link
 * #prefix()} to find the key by and {@link #hash()} to compare with.
 *
 * <p>Made keys read {@code pk_<8 letters or digits>_<43 characters>}; the last part is 256 random
 * bits in base64url, so that a plain SHA-256 (no salt, no stretching) is enough to store. A key
 * that an operator chose is taken as it is, as long as it has {@link #MIN_LENGTH} characters.
 */
public record ApiKeySecret(String value) {
  /** The shortest key an operator may choose. */
  public static final int MIN_LENGTH = 8;

  /** The longest key that is looked at. */
  public static final int MAX_LENGTH = 256;

  private static final String MADE = "pk_";
  private static final int PREFIX_LENGTH = 11;
  private static final int MADE_LENGTH = 55;
  private static final String PREFIX_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  public ApiKeySecret {
    if (!isValid(value)) {
      throw new InvalidValue(
          "key",
          value.length() + " characters",
          MIN_LENGTH + ".." + MAX_LENGTH + " visible ASCII characters");
    }
  }

  public static boolean isValid(String value) {
    if (value.length() < MIN_LENGTH || value.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Makes a key. {@code random} must be cryptographically strong. */
  public static ApiKeySecret make(RandomGenerator random) {
    StringBuilder made = new StringBuilder(MADE);
    for (int i = 0; i < 8; i++) {
      made.append(PREFIX_ALPHABET.charAt(random.nextInt(PREFIX_ALPHABET.length())));
    }
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    made.append('_').append(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    return new ApiKeySecret(made.toString());
  }

  /**
   * What the key is found by; safe to show. For a key that we did not make it is taken from its
   * hash, since there its first characters may be most of it.
   */
  public String prefix() {
    return isMade()
        ? value.substring(0, PREFIX_LENGTH)
        : "ext_" + HexFormat.of().formatHex(hash(), 0, 4);
  }

  private boolean isMade() {
    if (value.length() != MADE_LENGTH
        || !value.startsWith(MADE)
        || value.charAt(PREFIX_LENGTH) != '_') {
      return false;
    }
    for (int i = MADE.length(); i < PREFIX_LENGTH; i++) {
      if (PREFIX_ALPHABET.indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    for (int i = PREFIX_LENGTH + 1; i < MADE_LENGTH; i++) {
      if (!isBase64Url(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBase64Url(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** SHA-256 of the key, 32 bytes. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Compares in a time that does not depend on where the hashes differ. */
  public boolean matches(byte[] storedHash) {
    return MessageDigest.isEqual(hash(), storedHash);
  }

  /** The prefix alone, so that a key cannot end up in a log. */
  @Override
  public String toString() {
    return prefix() + "…";
  }
}
