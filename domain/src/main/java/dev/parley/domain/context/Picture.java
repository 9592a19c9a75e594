package dev.parley.domain.context;

import java.util.Objects;

/**
 * A picture that a model is shown with what somebody says.
 *
 * @param mediaType judged by the bytes, such as {@code image/png}
 * @param bytes as they were sent in; they belong to the picture and are not changed any more
 * @param tokens what the picture costs of a prompt, an estimate
 */
public record Picture(String mediaType, byte[] bytes, int tokens) {
  public Picture {
    Objects.requireNonNull(mediaType);
    if (bytes.length == 0 || tokens < 1) {
      throw new IllegalArgumentException(
          "picture of "
              + bytes.length
              + " bytes and "
              + tokens
              + " tokens (expected: 1 or more of each)");
    }
  }
}
