package dev.parley.adapters.llm.token;

import com.knuddels.jtokkit.api.IntArrayList;
import dev.parley.application.model.TokenDecoder;
import java.util.List;
import java.util.Optional;

/** Decodes with the byte-pair vocabulary of OpenAI's embedding models, {@code cl100k_base}. */
public final class BpeTokenDecoder implements TokenDecoder {
  /** Its tokens are all numbers below, but for marks that a chat format reserves. */
  private static final int SIZE = 100_256;

  public BpeTokenDecoder() {}

  @Override
  public Optional<String> decode(List<Integer> tokens) {
    IntArrayList list = new IntArrayList(tokens.size());
    for (int token : tokens) {
      if (token < 0 || token >= SIZE) {
        return Optional.empty();
      }
      list.add(token);
    }
    return Optional.of(BpeTokenCounter.cl100kEncoding().decode(list));
  }
}
