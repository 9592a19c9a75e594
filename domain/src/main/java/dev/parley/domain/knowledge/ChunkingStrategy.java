package dev.parley.domain.knowledge;

/** Along which structure the documents of a dataset are cut. */
public enum ChunkingStrategy {
  /** Judged for each document by its media type, its name and its content. */
  AUTO,
  /** At headings, paragraphs and list items; fenced code and tables whole where they fit. */
  MARKDOWN,
  /** At paragraphs and sentences. */
  PLAIN,
  /** At declarations, as braces, indentation and blank lines show them. */
  CODE,
  /** At elements of JSON or JSON Lines, under the path of each. */
  JSON,
  /** Between rows of delimited text, under the header. */
  TABLE
}
