package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.Sentences;
import dev.parley.domain.knowledge.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a table and its header, in Markdown (GitHub Flavored Markdown 0.29 section 4.10) or
 * as delimited text (RFC 4180, with any of the usual delimiters). Which rows are a header delimited
 * text does not say: the first one is, unless it holds nothing but numbers.
 *
 * @param header as the rows below carry it; empty if there is none
 * @param headerRows how many of the rows are the header
 */
record TableRows(List<TextSpan> rows, String header, int headerRows) {
  /** Each chunk of the table bears the header: it may not fill the model that embeds them. */
  private static final int MAX_HEADER_LENGTH = 200;

  /** A quote that is not closed within so many lines is no quote. */
  private static final int MAX_LINES_IN_QUOTES = 32;

  private static final int SAMPLE_LINES = 20;
  private static final int MIN_SAMPLE_LINES = 3;

  private static final String DELIMITERS = ",;\t|";

  TableRows {
    rows = List.copyOf(rows);
  }

  /** What cannot do without its neighbour: the header and the first row below it. */
  TextSpan beginning() {
    return new TextSpan(rows.getFirst().start(), rows.get(rowsInBeginning() - 1).end());
  }

  int rowsInBeginning() {
    return Math.min(rows.size(), headerRows + 1);
  }

  /** The rows of a table in Markdown, one to a line. */
  static TableRows ofMarkdown(String text, TextSpan span) {
    List<TextSpan> rows = lines(text, span);
    if (rows.size() < 2 || !isDelimiterRow(rows.get(1).of(text).strip())) {
      return new TableRows(rows, "", 0);
    }
    String header = rows.getFirst().of(text).strip();
    int from = header.startsWith("|") ? 1 : 0;
    int to = header.endsWith("|") ? Math.max(from, header.length() - 1) : header.length();
    return new TableRows(rows, headerOf(header.substring(from, to)), 2);
  }

  private static String headerOf(String row) {
    return HeadingPath.shortened(row.strip().replace('\n', ' '), MAX_HEADER_LENGTH);
  }

  /** Whether a line without blanks around it parts the header of a table from its body. */
  static boolean isDelimiterRow(String line) {
    return line.indexOf('|') >= 0
        && line.indexOf('-') >= 0
        && line.chars().allMatch(c -> c == '|' || c == '-' || c == ':' || c == ' ' || c == '\t');
  }

  private static List<TextSpan> lines(String text, TextSpan span) {
    List<TextSpan> lines = new ArrayList<>();
    int start = span.start();
    while (start < span.end()) {
      int newline = text.indexOf('\n', start, span.end());
      int end = newline < 0 ? span.end() : newline;
      addRow(lines, text, start, end);
      start = end + 1;
    }
    return lines;
  }

  private static void addRow(List<TextSpan> rows, String text, int start, int end) {
    int visible = text.substring(start, end).stripTrailing().length();
    if (visible > 0) {
      rows.add(new TextSpan(start, start + visible));
    }
  }

  /** The range as one table; none if it is blank. */
  static List<TextBlock> block(String text, TextSpan range) {
    TextSpan span = Sentences.trim(text, range.start(), range.end());
    return span.length() == 0
        ? List.of()
        : List.of(TextBlock.of(TextBlock.Kind.DELIMITED_TABLE, span));
  }

  /** The rows of delimited text; line breaks between quotes end none. */
  static TableRows ofDelimited(String text, TextSpan span) {
    List<TextSpan> rows = new ArrayList<>();
    int start = span.start();
    while (start < span.end()) {
      int end = endOfRow(text, start, span.end());
      addRow(rows, text, start, end);
      start = end + 1;
    }
    String first = rows.getFirst().of(text);
    return isHeader(first) ? new TableRows(rows, headerOf(first), 1) : new TableRows(rows, "", 0);
  }

  private static boolean isHeader(String row) {
    return row.codePoints().anyMatch(Character::isLetter);
  }

  private static int endOfRow(String text, int start, int limit) {
    int position = start;
    boolean fieldBegins = true;
    while (position < limit && text.charAt(position) != '\n') {
      char c = text.charAt(position);
      if (c == '"' && fieldBegins) {
        int closing = closingQuote(text, position + 1, limit);
        if (closing < 0) {
          int newline = text.indexOf('\n', position, limit);
          return newline < 0 ? limit : newline;
        }
        position = closing;
      }
      fieldBegins = DELIMITERS.indexOf(c) >= 0;
      position++;
    }
    return position;
  }

  /** The quote that ends a field, two in a row being one character of it; -1 if none does soon. */
  private static int closingQuote(String text, int from, int limit) {
    int lines = 0;
    int position = from;
    while (position < limit && lines < MAX_LINES_IN_QUOTES) {
      char c = text.charAt(position);
      if (c == '"') {
        if (position + 1 >= limit || text.charAt(position + 1) != '"') {
          return position;
        }
        position++;
      } else if (c == '\n') {
        lines++;
      }
      position++;
    }
    return -1;
  }

  /**
   * Whether a text reads as a table: at least three lines, and in the first of them one delimiter
   * occurs equally often, a tab at least once and others at least twice.
   */
  static boolean isLikelyIn(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(SAMPLE_LINES).toList();
    return lines.size() >= MIN_SAMPLE_LINES
        && DELIMITERS
            .chars()
            .anyMatch(
                delimiter -> {
                  long columns = count(lines.getFirst(), delimiter);
                  return columns >= (delimiter == '\t' ? 1 : 2)
                      && lines.stream().allMatch(line -> count(line, delimiter) == columns);
                });
  }

  private static long count(String line, int delimiter) {
    return line.chars().filter(c -> c == delimiter).count();
  }
}
