package dev.parley.domain.knowledge;

import java.util.List;

/**
 * The text of a document, in reading order, and where its pages begin.
 *
 * @param text what offsets of chunks and citations count in
 * @param pageStarts offset of each page's first character, ascending, the first being 0; a document
 *     without pages has one
 * @param markup how structure is written in the text
 */
public record ExtractedText(String text, List<Integer> pageStarts, Markup markup) {

  /** How headings and other structure are written. */
  public enum Markup {
    /** CommonMark. */
    MARKDOWN,
    /** Blank lines between paragraphs, and nothing else. */
    PLAIN
  }

  public ExtractedText {
    pageStarts = List.copyOf(pageStarts);
    if (pageStarts.isEmpty() || pageStarts.getFirst() != 0) {
      throw new IllegalArgumentException("page starts: " + pageStarts + " (expected: 0 first)");
    }
    for (int i = 1; i < pageStarts.size(); i++) {
      if (pageStarts.get(i) < pageStarts.get(i - 1) || pageStarts.get(i) > text.length()) {
        throw new IllegalArgumentException(
            "page "
                + (i + 1)
                + " starts at "
                + pageStarts.get(i)
                + " (expected: ascending, up to "
                + text.length()
                + ")");
      }
    }
  }

  public int pageCount() {
    return pageStarts.size();
  }

  /** The range of a page, counted from 1. */
  public TextSpan page(int number) {
    int end = number < pageStarts.size() ? pageStarts.get(number) : text.length();
    return new TextSpan(pageStarts.get(number - 1), end);
  }
}
