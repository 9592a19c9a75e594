package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.Sentences;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.knowledge.chunking.TextBlock.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the blocks of a page. In Markdown these are headings (ATX and setext), fenced code, tables
 * and paragraphs (CommonMark 0.31 sections 4.2, 4.3, 4.5; GitHub Flavored Markdown 0.29 section
 * 4.10); in plain text, paragraphs.
 */
final class TextBlocks {
  private final String text;
  private final boolean markdown;
  private final List<TextBlock> blocks = new ArrayList<>();

  /** Start of the paragraph that is open, or -1. */
  private int paragraphStart = -1;

  private int paragraphEnd;
  private int paragraphLines;
  private int lastLineStart;

  /** Whether the open paragraph is a table. */
  private boolean table;

  /** Start of the fenced code that is open, or -1. */
  private int fenceStart = -1;

  private String fence = "";

  private TextBlocks(String text, boolean markdown) {
    this.text = text;
    this.markdown = markdown;
  }

  /** The blocks of a range in reading order, without blank ones. */
  static List<TextBlock> in(String text, TextSpan range, boolean markdown) {
    TextBlocks reader = new TextBlocks(text, markdown);
    int start = range.start();
    while (start < range.end()) {
      int newline = text.indexOf('\n', start, range.end());
      int end = newline < 0 ? range.end() : newline;
      reader.line(start, end);
      start = end + 1;
    }
    reader.finish(range.end());
    return reader.blocks;
  }

  private void line(int start, int endOfLine) {
    String line = text.substring(start, endOfLine).stripTrailing();
    String stripped = line.stripLeading();
    int end = start + line.length();
    if (fenceStart >= 0) {
      if (stripped.startsWith(fence) && stripped.chars().allMatch(c -> c == fence.charAt(0))) {
        blocks.add(TextBlock.of(Kind.CODE, new TextSpan(fenceStart, end)));
        fenceStart = -1;
      }
      return;
    }
    if (stripped.isEmpty()) {
      closeParagraph();
      return;
    }
    if (markdown && !isIndented(line) && markdownLine(stripped, start, end)) {
      return;
    }
    if (markdown && paragraphStart >= 0 && !table && TableRows.isDelimiterRow(stripped)) {
      openTable();
    }
    if (paragraphStart < 0) {
      openParagraph(start, markdown && stripped.charAt(0) == '|');
    }
    paragraphEnd = end;
    paragraphLines++;
    lastLineStart = start;
  }

  private void openParagraph(int start, boolean asTable) {
    paragraphStart = start;
    paragraphLines = 0;
    table = asTable;
  }

  /** The line above is a header where it has columns too: a table may interrupt a paragraph. */
  private void openTable() {
    int header = lastLineStart;
    if (text.substring(header, paragraphEnd).indexOf('|') < 0) {
      return;
    }
    if (paragraphLines > 1) {
      blocks.add(TextBlock.of(Kind.PROSE, Sentences.trim(text, paragraphStart, header)));
      openParagraph(header, true);
    }
    table = true;
  }

  /** Whether the line was a block of its own or opened one. */
  private boolean markdownLine(String stripped, int start, int end) {
    String opening = fence(stripped);
    if (!opening.isEmpty()) {
      closeParagraph();
      fenceStart = start;
      fence = opening;
      return true;
    }
    int level = atxLevel(stripped);
    if (level > 0) {
      closeParagraph();
      String title = stripped.substring(level).strip().replaceFirst(" #+$", "").strip();
      blocks.add(new TextBlock(new TextSpan(start, end), level, title, Kind.PROSE));
      return true;
    }
    int underline = setextLevel(stripped);
    if (underline > 0 && paragraphStart >= 0 && paragraphLines == 1) {
      String title = text.substring(paragraphStart, paragraphEnd).strip();
      blocks.add(new TextBlock(new TextSpan(paragraphStart, end), underline, title, Kind.PROSE));
      paragraphStart = -1;
      return true;
    }
    return false;
  }

  /** Four blanks or a tab make a line code, whatever it begins with. */
  private static boolean isIndented(String line) {
    return line.startsWith("    ") || line.startsWith("\t");
  }

  /** The characters that open fenced code; none if the line does not. */
  private static String fence(String stripped) {
    char mark = stripped.charAt(0);
    int length = 0;
    while (length < stripped.length() && stripped.charAt(length) == mark) {
      length++;
    }
    boolean opens =
        length >= 3 && (mark == '~' || (mark == '`' && stripped.indexOf('`', length) < 0));
    return opens ? stripped.substring(0, length) : "";
  }

  private static int atxLevel(String stripped) {
    int level = 0;
    while (level < stripped.length() && stripped.charAt(level) == '#') {
      level++;
    }
    boolean heading =
        level >= 1
            && level <= 6
            && (level == stripped.length() || Character.isWhitespace(stripped.charAt(level)));
    return heading ? level : 0;
  }

  private static int setextLevel(String stripped) {
    if (stripped.chars().allMatch(c -> c == '=')) {
      return 1;
    }
    return stripped.chars().allMatch(c -> c == '-') ? 2 : 0;
  }

  private void closeParagraph() {
    if (paragraphStart >= 0) {
      TextSpan span = Sentences.trim(text, paragraphStart, paragraphEnd);
      blocks.add(TextBlock.of(table ? Kind.MARKDOWN_TABLE : Kind.PROSE, span));
      paragraphStart = -1;
    }
  }

  private void finish(int end) {
    closeParagraph();
    if (fenceStart >= 0) {
      TextSpan span = Sentences.trim(text, fenceStart, end);
      blocks.add(TextBlock.of(Kind.CODE, span));
    }
  }
}
