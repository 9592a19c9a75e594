package dev.parley.application.knowledge;

class InMemoryTextExtractorTest extends TextExtractorContract {

  @Override
  protected TextExtractor extractor() {
    return new InMemoryTextExtractor();
  }
}
