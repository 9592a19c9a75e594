package dev.parley.domain.conversation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What opens a share: 256 random bits in base64url. It is never stored; the store keeps its {@link
 * #hash()}, for which a plain SHA-256 is enough.
 */
public record ShareToken(String value) {
  private static final int BYTES = 32;
  private static final int LENGTH = 43;

  public ShareToken {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "token: " + value.length() + " characters (expected: " + LENGTH + " of base64url)");
    }
  }

  /** Makes a token. {@code random} must be cryptographically strong. */
  public static ShareToken make(RandomGenerator random) {
    byte[] bits = new byte[BYTES];
    random.nextBytes(bits);
    return new ShareToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** The token that a text is; empty if it is none. */
  public static Optional<ShareToken> of(String text) {
    return isValid(text) ? Optional.of(new ShareToken(text)) : Optional.empty();
  }

  private static boolean isValid(String text) {
    return text.length() == LENGTH && text.chars().allMatch(ShareToken::isDigit);
  }

  private static boolean isDigit(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** SHA-256 of the token, 32 bytes. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Nothing of it, so that a token cannot end up in a log. */
  @Override
  public String toString() {
    return "share token";
  }
}
