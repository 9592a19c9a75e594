package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A web in memory. What was not put there is not found. */
public final class InMemoryPageFetcher implements PageFetcher {
  private final Map<WebAddress, Fetch> pages = new ConcurrentHashMap<>();

  public InMemoryPageFetcher() {}

  /** From now on a page holds this. */
  public void publish(WebAddress address, byte[] content, String mediaType, Validators validators) {
    pages.put(address, new Fetch.Fetched(content.clone(), mediaType, address, validators));
  }

  /** From now on fetching fails. */
  public void fail(WebAddress address, DocumentError error) {
    pages.put(address, new Fetch.Failed(error));
  }

  @Override
  public Fetch fetch(WebAddress address, Validators known) {
    Fetch found = pages.getOrDefault(address, new Fetch.Failed(DocumentError.URL_NOT_FOUND));
    return found instanceof Fetch.Fetched page && isSame(page.validators(), known)
        ? new Fetch.NotModified()
        : found;
  }

  private static boolean isSame(Validators present, Validators known) {
    return known.etag() != null
        ? known.etag().equals(present.etag())
        : known.lastModified() != null
            && Objects.equals(known.lastModified(), present.lastModified());
  }
}
