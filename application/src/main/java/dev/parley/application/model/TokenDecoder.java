package dev.parley.application.model;

import java.util.List;
import java.util.Optional;

/**
 * Turns tokens back into the text that they were made of, for callers whose clients send tokens in
 * place of texts to be embedded: those of OpenAI's embedding models. Safe for use by many threads.
 */
@FunctionalInterface
public interface TokenDecoder {
  /** The text of some tokens; empty if one of them is none. */
  Optional<String> decode(List<Integer> tokens);
}
