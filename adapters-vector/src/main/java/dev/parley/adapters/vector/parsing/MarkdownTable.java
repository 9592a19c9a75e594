package dev.parley.adapters.vector.parsing;

import java.util.ArrayList;
import java.util.List;

/**
 * A table while it is read, and its rows as Markdown (GitHub Flavored Markdown 0.29 section 4.10).
 * Blank rows are left out. Which row is the header, parsers do not say: the first one is that fills
 * more than one cell, and what stands alone above it is a caption. A table of one column is prose.
 */
final class MarkdownTable {
  private static final String BLANK_CELL = "|  ";

  private final List<String> rows = new ArrayList<>();
  private final StringBuilder row = new StringBuilder();
  private final StringBuilder cell = new StringBuilder();
  private boolean inCell;
  private int cells;
  private int filled;
  private int length;

  /** How many rows at the beginning fill one cell alone. */
  private int captions;

  /** Of the first row that is no caption. */
  private int columns;

  void startRow() {
    endRow();
  }

  void startCell() {
    endCell();
    inCell = true;
  }

  boolean isInCell() {
    return inCell;
  }

  void add(String content) {
    cell.append(content);
  }

  void add(char[] characters, int start, int count) {
    cell.append(characters, start, count);
  }

  void endCell() {
    if (inCell) {
      String content = Lines.joined(Characters.cleaned(cell.toString())).replace("|", "\\|");
      cell.setLength(0);
      inCell = false;
      cells++;
      filled += content.isEmpty() ? 0 : 1;
      row.append("| ").append(content).append(' ');
    }
  }

  void endRow() {
    endCell();
    if (filled > 0) {
      if (columns == 0 && filled == 1) {
        captions++;
      } else if (columns == 0) {
        columns = cells;
      }
      String written = withoutBlankEnd(row) + "|";
      rows.add(written);
      length += written.length() + 1;
    }
    row.setLength(0);
    cells = 0;
    filled = 0;
  }

  /** Sheets are formatted far beyond what they hold. */
  private static String withoutBlankEnd(StringBuilder row) {
    int end = row.length();
    while (end >= BLANK_CELL.length()
        && row.substring(end - BLANK_CELL.length(), end).equals(BLANK_CELL)) {
      end -= BLANK_CELL.length();
    }
    return row.substring(0, end);
  }

  /** About how many characters the table has so far. */
  int length() {
    return length + row.length() + cell.length();
  }

  /** The table; empty if nothing is in it. */
  String written() {
    endRow();
    StringBuilder written = new StringBuilder(length + 64);
    for (String caption : rows.subList(0, captions)) {
      written.append(alone(caption)).append("\n\n");
    }
    for (int i = captions; i < rows.size(); i++) {
      written.append(rows.get(i)).append('\n');
      if (i == captions) {
        written.append("| --- ".repeat(columns)).append("|\n");
      }
    }
    return written.toString().strip();
  }

  /** What the one cell says that a row fills. */
  private static String alone(String row) {
    int start = 0;
    while (row.charAt(start) == '|' || row.charAt(start) == ' ') {
      start++;
    }
    String content = row.substring(start, row.length() - 1).strip();
    return Lines.escaped(content.replace("\\|", "|"));
  }
}
