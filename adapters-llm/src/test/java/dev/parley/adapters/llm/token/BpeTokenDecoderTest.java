package dev.parley.adapters.llm.token;

import dev.parley.application.model.TokenDecoder;
import dev.parley.application.model.TokenDecoderContract;
import java.util.List;

class BpeTokenDecoderTest extends TokenDecoderContract {
  @Override
  protected TokenDecoder decoder() {
    return new BpeTokenDecoder();
  }

  @Override
  protected List<Integer> tokensOf(String text) {
    return BpeTokenCounter.cl100kEncoding().encodeOrdinary(text).boxed();
  }
}
