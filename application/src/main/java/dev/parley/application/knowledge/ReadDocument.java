package dev.parley.application.knowledge;

import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.knowledge.TextExtractor.Inspection;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.web.Validators;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets the text of a document: fetches it where that is due, and takes what an earlier attempt read
 * of the same bytes, or else reads them. Of the document it changes nothing. Blocking and long.
 */
final class ReadDocument {
  private final Documents documents;
  private final Drafts drafts;
  private final PageFetcher fetcher;
  private final TextExtractor extractor;

  ReadDocument(Documents documents, Drafts drafts, PageFetcher fetcher, TextExtractor extractor) {
    this.documents = Objects.requireNonNull(documents);
    this.drafts = Objects.requireNonNull(drafts);
    this.fetcher = Objects.requireNonNull(fetcher);
    this.extractor = Objects.requireNonNull(extractor);
  }

  /** What came of it. */
  sealed interface Reading {
    /**
     * There is a text.
     *
     * @param mediaType as which it was read
     * @param version where it is of one that is not stored yet
     */
    record Read(ExtractedText text, String mediaType, @Nullable PageVersion version)
        implements Reading {}

    /** The page is what is indexed already, as its server says. */
    record NotModified() implements Reading {}

    /** The page was sent again and is what is indexed already. */
    record SameContent(PageVersion version) implements Reading {}

    /** The document cannot be used. */
    record Failed(DocumentError error) implements Reading {}

    /** The bytes are not there any more. */
    record Gone() implements Reading {}
  }

  Reading read(Document document) {
    WebSource source = document.source();
    return source != null && source.due() ? fetch(document, source) : readStored(document);
  }

  private Reading fetch(Document document, WebSource source) {
    boolean isHeld = document.bytes() > 0;
    return switch (fetcher.fetch(
        source.address(), isHeld ? source.validators() : Validators.NONE)) {
      case Fetch.Failed failed -> new Reading.Failed(failed.error());
      // Where nothing is indexed, the known version was stored, but a later attempt to cut it anew
      // did not come to its end.
      case Fetch.NotModified same ->
          document.chunks() > 0 ? new Reading.NotModified() : readStored(document);
      case Fetch.Fetched page -> judge(document, page);
    };
  }

  private Reading judge(Document document, Fetch.Fetched page) {
    if (page.content().length == 0) {
      return new Reading.Failed(DocumentError.NO_TEXT);
    }
    return switch (extractor.inspect(page.content(), PageVersion.filename(page))) {
      case Inspection.Rejected rejected -> new Reading.Failed(rejected.error());
      case Inspection.Accepted accepted -> {
        PageVersion version = PageVersion.of(page, accepted.mediaType());
        yield version.isIn(document)
            ? new Reading.SameContent(version)
            : read(document, version.content(), version);
      }
    };
  }

  private Reading readStored(Document document) {
    Drafts.Source source = source(document, null);
    Optional<ExtractedText> kept = drafts.text(document.tenant(), document.id(), source);
    if (kept.isPresent()) {
      return new Reading.Read(kept.get(), source.mediaType(), null);
    }
    return documents
        .content(document.tenant(), document.id())
        .map(content -> read(document, content, null))
        .orElseGet(Reading.Gone::new);
  }

  private Reading read(Document document, byte[] content, @Nullable PageVersion version) {
    Drafts.Source source = source(document, version);
    Optional<ExtractedText> kept = drafts.text(document.tenant(), document.id(), source);
    if (kept.isPresent()) {
      return new Reading.Read(kept.get(), source.mediaType(), version);
    }
    return switch (extractor.extract(content, source.mediaType())) {
      case Extraction.Failed failed -> new Reading.Failed(failed.error());
      case Extraction.Extracted extracted -> {
        drafts.keepText(document.tenant(), document.id(), source, extracted.text());
        yield new Reading.Read(extracted.text(), source.mediaType(), version);
      }
    };
  }

  private static Drafts.Source source(Document document, @Nullable PageVersion version) {
    return version == null
        ? new Drafts.Source(document.contentHash(), document.mediaType())
        : new Drafts.Source(version.hash(), version.mediaType());
  }
}
