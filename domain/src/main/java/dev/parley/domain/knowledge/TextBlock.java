package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.List;

/**
 * A block of a page: a heading, a paragraph or a piece of verbatim text.
 *
 * @param headingLevel 1 to 6, or 0 if it is no heading
 * @param headingTitle empty if it is no heading
 * @param verbatim whether lines matter, as in code and tables
 */
record TextBlock(TextSpan span, int headingLevel, String headingTitle, boolean verbatim) {

  static TextBlock paragraph(TextSpan span) {
    return new TextBlock(span, 0, "", false);
  }

  static TextBlock verbatim(TextSpan span) {
    return new TextBlock(span, 0, "", true);
  }

  /** What the block is cut into where it is too large: its lines, or else its sentences. */
  List<TextSpan> pieces(String text) {
    return verbatim ? lines(text) : Sentences.in(text, span);
  }

  private List<TextSpan> lines(String text) {
    List<TextSpan> lines = new ArrayList<>();
    int start = span.start();
    while (start < span.end()) {
      int newline = text.indexOf('\n', start, span.end());
      int end = newline < 0 ? span.end() : newline;
      String line = text.substring(start, end).stripTrailing();
      if (!line.isEmpty()) {
        lines.add(new TextSpan(start, start + line.length()));
      }
      start = end + 1;
    }
    return lines;
  }
}
