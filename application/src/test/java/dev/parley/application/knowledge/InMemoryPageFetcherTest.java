package dev.parley.application.knowledge;

import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;

class InMemoryPageFetcherTest extends PageFetcherContract {
  private final InMemoryPageFetcher fetcher = new InMemoryPageFetcher();

  @Override
  protected PageFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected WebAddress address(String path) {
    return WebAddress.parse("https://example.org" + path);
  }

  @Override
  protected void publish(
      WebAddress address, byte[] content, String mediaType, Validators validators) {
    fetcher.publish(address, content, mediaType, validators);
  }
}
