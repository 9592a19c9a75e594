package dev.parley.application.idempotency;

import java.util.Arrays;

/**
 * Bytes that only the caller's credential opens. Compared by what they are.
 *
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared and printed below as a value is.
public record SealedBody(byte[] bytes) {

  @Override
  public boolean equals(Object other) {
    return other instanceof SealedBody body && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " sealed bytes";
  }
}
