package dev.parley.domain.knowledge;

/**
 * A piece of a document as the chunker cut it.
 *
 * @param ordinal position in the document, counted from 0
 * @param page counted from 1; a chunk never spans two pages
 * @param span where it stands in the document's extracted text
 * @param heading what stands above it, outermost first, joined by {@code " > "}: headings, and for
 *     a piece of a table, a declaration or JSON the header row, the signature or the path; empty if
 *     none. It is context: only the span says what is in the chunk
 * @param text the characters of the span
 * @param tokens as the chunker's token counter counts
 */
public record ChunkDraft(
    int ordinal, int page, TextSpan span, String heading, String text, int tokens) {

  /** What is embedded and searched: the chunk under its headings. */
  public String searchableText() {
    return heading.isEmpty() ? text : heading + "\n" + text;
  }
}
