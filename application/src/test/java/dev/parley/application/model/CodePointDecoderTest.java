package dev.parley.application.model;

import java.util.List;

class CodePointDecoderTest extends TokenDecoderContract {
  @Override
  protected TokenDecoder decoder() {
    return new CodePointDecoder();
  }

  @Override
  protected List<Integer> tokensOf(String text) {
    return text.codePoints().boxed().toList();
  }
}
