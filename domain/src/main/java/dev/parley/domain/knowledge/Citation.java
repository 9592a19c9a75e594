package dev.parley.domain.knowledge;

import java.util.Objects;

/**
 * A claim's source: words that stand in a document.
 *
 * @param index the number in the answer's marker, counted from 1
 * @param title of the document
 * @param page counted from 1
 * @param span where the quote stands in the document's extracted text
 * @param quote exactly the characters of the span
 * @param passage the chunk that the quote was taken from, for showing the words around it
 */
public record Citation(
    int index,
    ChunkId chunk,
    DocumentId document,
    String title,
    int page,
    TextSpan span,
    String quote,
    PassageText passage) {

  /**
   * The text around a quote.
   *
   * @param start its offset in the document's extracted text
   */
  public record PassageText(String text, int start) {}

  public Citation {
    Objects.requireNonNull(chunk);
    Objects.requireNonNull(document);
    Objects.requireNonNull(title);
    Objects.requireNonNull(passage);
    if (index < 1 || page < 1) {
      throw new IllegalArgumentException(
          "citation " + index + " on page " + page + " (expected: 1 or more)");
    }
    if (quote.length() != span.length()) {
      throw new IllegalArgumentException(
          "quote of " + quote.length() + " characters for a span of " + span.length());
    }
  }
}
