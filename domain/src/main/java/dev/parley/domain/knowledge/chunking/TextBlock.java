package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.TextSpan;

/**
 * A block of a page: a heading, a paragraph, a table or code.
 *
 * @param headingLevel 1 to 6, or 0 if it is no heading
 * @param headingTitle empty if it is no heading
 * @param kind what it is cut into where it is too large
 */
record TextBlock(TextSpan span, int headingLevel, String headingTitle, Kind kind) {

  enum Kind {
    /** Sentences. */
    PROSE,
    /** Declarations. */
    CODE,
    /** Lines, the first of which may be a header. */
    MARKDOWN_TABLE,
    /** Rows, which may hold line breaks between quotes. */
    DELIMITED_TABLE
  }

  static TextBlock of(Kind kind, TextSpan span) {
    return new TextBlock(span, 0, "", kind);
  }
}
