package dev.parley.application.knowledge;

/** An extractor as another one is, that tells somebody before it reads a text. */
final class WatchedExtractor implements TextExtractor {
  private final TextExtractor extractor;
  private final Runnable watcher;

  WatchedExtractor(TextExtractor extractor, Runnable watcher) {
    this.extractor = extractor;
    this.watcher = watcher;
  }

  @Override
  public Inspection inspect(byte[] content, String filename) {
    return extractor.inspect(content, filename);
  }

  @Override
  public Extraction extract(byte[] content, String mediaType) {
    watcher.run();
    return extractor.extract(content, mediaType);
  }
}
