package dev.parley.domain.tenant;

import dev.parley.domain.validation.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

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

  private static final Pattern MADE = Pattern.compile("pk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}");
  private static final int PREFIX_LENGTH = 11;
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
    return value.length() >= MIN_LENGTH
        && value.length() <= MAX_LENGTH
        && value.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Makes a key. {@code random} must be cryptographically strong. */
  public static ApiKeySecret make(RandomGenerator random) {
    StringBuilder made = new StringBuilder("pk_");
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
    return MADE.matcher(value).matches()
        ? value.substring(0, PREFIX_LENGTH)
        : "ext_" + HexFormat.of().formatHex(hash(), 0, 4);
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
