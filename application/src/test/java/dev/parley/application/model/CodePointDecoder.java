package dev.parley.application.model;

import java.util.List;
import java.util.Optional;

/** A decoder for which each character is a token, by its number in Unicode. */
public final class CodePointDecoder implements TokenDecoder {
  @Override
  public Optional<String> decode(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      if (!Character.isValidCodePoint(token)) {
        return Optional.empty();
      }
      text.appendCodePoint(token);
    }
    return Optional.of(text.toString());
  }
}
