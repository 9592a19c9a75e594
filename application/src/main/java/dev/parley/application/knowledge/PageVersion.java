package dev.parley.application.knowledge;

import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.util.Locale;

/**
 * A version of a page that is not stored before it is read: until then the document holds the one
 * before.
 *
 * @param mediaType judged by the content
 */
record PageVersion(byte[] content, String hash, String mediaType, Validators validators) {

  static PageVersion of(Fetch.Fetched page, String mediaType) {
    return new PageVersion(
        page.content(), AddDocument.hash(page.content()), mediaType, page.validators());
  }

  /** The document with this version in place of the one before. */
  Document in(Document document) {
    return document.fetched(content.length, hash, mediaType, validators);
  }

  /** Whether the document holds these very bytes, indexed. */
  boolean isIn(Document document) {
    return document.chunks() > 0 && document.contentHash().equals(hash);
  }

  /**
   * The name that tells text formats apart: the end of the address, with what the server says where
   * that says nothing.
   */
  static String filename(Fetch.Fetched page) {
    WebAddress address = page.address();
    String name = address.filename().toLowerCase(Locale.ROOT);
    return switch (page.mediaType()) {
      case "text/markdown", "text/x-markdown" -> ending(name, ".md", ".markdown");
      case "text/csv" -> ending(name, ".csv");
      case "text/tab-separated-values" -> ending(name, ".tsv");
      case "application/json" -> ending(name, ".json");
      default -> name;
    };
  }

  private static String ending(String name, String ending, String... others) {
    for (String other : others) {
      if (name.endsWith(other)) {
        return name;
      }
    }
    return name.endsWith(ending) ? name : name + ending;
  }
}
