package dev.parley.domain.knowledge;

/**
 * A piece of a document as the chunker cut it.
 *
 * @param ordinal position in the document, counted from 0
 * @param page counted from 1; a chunk never spans two pages
 * @param span where it stands in the document's extracted text
 * @param heading the headings above it, outermost first, joined by {@code " > "}; empty if none
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
