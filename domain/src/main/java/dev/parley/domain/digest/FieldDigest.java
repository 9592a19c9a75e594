package dev.parley.domain.digest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 (FIPS 180-4) over a list of values in an unambiguous form. Every value is written as one
 * byte that says of what kind it is, then its length in bytes as a 32-bit big-endian number, then
 * its bytes:
 *
 * <ul>
 *   <li>0, an absent value, of length 0
 *   <li>1, text, in UTF-8
 *   <li>2, a whole number, as 64-bit big-endian two's complement
 *   <li>3, bytes as they are
 *   <li>4, a map: its length is the number of entries, and each entry follows as two texts, in the
 *       order of the UTF-16 code units of their keys
 * </ul>
 *
 * <p>The first value is the name of what is hashed, with a version, so that hashes of different
 * things never meet. Not safe for use by several threads; one instance makes one hash.
 */
public final class FieldDigest {
  private static final byte ABSENT = 0;
  private static final byte TEXT = 1;
  private static final byte NUMBER = 2;
  private static final byte BYTES = 3;
  private static final byte MAP = 4;

  private final MessageDigest digest;

  /** Begins a hash of what {@code name} names. */
  public FieldDigest(String name) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    text(name);
  }

  /** Adds a text, or that there is none. */
  public FieldDigest text(@Nullable String text) {
    return text == null ? add(ABSENT, new byte[0]) : add(TEXT, utf8(text));
  }

  /** Adds a whole number. */
  public FieldDigest number(long number) {
    return add(NUMBER, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Adds bytes. */
  public FieldDigest bytes(byte[] bytes) {
    return add(BYTES, bytes);
  }

  /** Adds all entries of a map, whatever order it gives them in. */
  public FieldDigest map(Map<String, String> map) {
    header(MAP, map.size());
    new TreeMap<>(map)
        .forEach(
            (key, value) -> {
              text(key);
              text(value);
            });
    return this;
  }

  /** The hash, 32 bytes. */
  public byte[] hash() {
    return digest.digest();
  }

  private FieldDigest add(byte kind, byte[] value) {
    header(kind, value.length);
    digest.update(value);
    return this;
  }

  private void header(byte kind, int length) {
    digest.update(kind);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
