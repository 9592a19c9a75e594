package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.tika.exception.WriteLimitReachedException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Writes down the XHTML that Tika's parsers speak as Markdown: headings, paragraphs, lists, code
 * and tables, and where pages begin. What would only look like structure is escaped.
 */
final class MarkdownText extends DefaultHandler {
  /** What holds nothing for readers, or nothing that is shown to them. */
  private static final Set<String> SKIPPED =
      Set.of(
          "head", "script", "style", "noscript", "template", "select", "svg", "object", "iframe");

  /** What does not begin a line of its own. */
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
          "em", "font", "i", "img", "ins", "kbd", "label", "map", "mark", "nobr", "o:p", "q", "rp",
          "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
          "tt", "u", "var", "wbr");

  /** What parsers call a slide or a sheet. */
  private static final Set<String> PAGES = Set.of("sheet", "page", "slide-content");

  /** The first line of a slide is its title, unless it is longer than this. */
  private static final int MAX_TITLE_LENGTH = 120;

  private static final int MAX_LIST_DEPTH = 6;

  private final int maxCharacters;
  private final boolean keepsLines;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> starts = new ArrayList<>(List.of(0));

  /** What is written of the block that is open. */
  private final StringBuilder block = new StringBuilder();

  /** One for each list that is open: the number of the item that comes next, or -1. */
  private final Deque<Integer> lists = new ArrayDeque<>();

  private @Nullable MarkdownTable table;
  private int heading;
  private int skipped;
  private int preformatted;
  private boolean paged;
  private boolean wantsTitle;
  private String bullet = "";
  private boolean afterItem;

  /**
   * @param keepsLines whether a line feed is one, as in office documents, or a blank, as in HTML
   */
  MarkdownText(int maxCharacters, boolean keepsLines) {
    this.maxCharacters = maxCharacters;
    this.keepsLines = keepsLines;
  }

  /** All that was written. */
  ExtractedText extracted() {
    flush();
    while (starts.getLast() > text.length()) {
      starts.removeLast();
    }
    return new ExtractedText(text.toString(), starts, Markup.MARKDOWN);
  }

  /** How many more characters there may be. */
  int remaining() {
    return maxCharacters - text.length();
  }

  /** Puts paragraphs before everything else. */
  void prepend(String paragraphs) {
    flush();
    text.insert(0, paragraphs);
    starts.replaceAll(start -> start == 0 ? 0 : start + paragraphs.length());
  }

  /** Adds a document to the end, on pages of its own. */
  void append(String title, ExtractedText document) throws SAXException {
    startPage();
    wantsTitle = false;
    text.append(title).append("\n\n");
    int offset = text.length();
    text.append(document.text().strip()).append("\n\n");
    document.pageStarts().stream()
        .skip(1)
        .map(start -> Math.min(text.length(), offset + start))
        .forEach(starts::add);
    requireRoom();
  }

  /** Adds a paragraph. */
  void append(String paragraph) throws SAXException {
    flush();
    block.append(paragraph);
    flush();
    requireRoom();
  }

  /** What comes from here on is on another page. */
  void startPage() {
    closeTable();
    flush();
    if (paged || text.length() > 0) {
      starts.add(text.length());
    }
    paged = true;
    wantsTitle = true;
  }

  @Override
  public void startElement(String uri, String localName, String qName, Attributes attributes)
      throws SAXException {
    String name = localName.toLowerCase(Locale.ROOT);
    if (skipped > 0 || SKIPPED.contains(name)) {
      skipped++;
      return;
    }
    if (name.equals("div") && PAGES.contains(String.valueOf(attributes.getValue("class")))) {
      startPage();
    }
    if (!startsInTable(name) && !INLINE.contains(name)) {
      startBlock(name);
    }
  }

  private void startBlock(String name) {
    if (name.equals("br")) {
      if (block.length() > 0) {
        block.append('\n');
      }
      return;
    }
    flush();
    switch (name) {
      case "h1", "h2", "h3", "h4", "h5", "h6" -> heading = name.charAt(1) - '0';
      case "ul" -> lists.push(-1);
      case "ol" -> lists.push(1);
      case "li" -> startItem();
      case "pre" -> preformatted++;
      case "table" -> table = new MarkdownTable();
      default -> {
        // A paragraph like any other.
      }
    }
  }

  private void startItem() {
    String indent = "  ".repeat(Math.clamp(lists.size() - 1, 0, MAX_LIST_DEPTH));
    if (lists.isEmpty() || lists.peek() < 0) {
      bullet = indent + "- ";
    } else {
      int number = lists.pop();
      lists.push(number + 1);
      bullet = indent + number + ". ";
    }
  }

  /** Whether the element is a part of the table that is open, and needs no block. */
  private boolean startsInTable(String name) {
    if (table == null) {
      return false;
    }
    switch (name) {
      case "tr" -> table.startRow();
      case "td", "th" -> table.startCell();
      case "thead", "tbody", "tfoot", "colgroup", "col" -> {
        // Rows are all that matters.
      }
      case "table" -> {
        // The outer one is a frame for the page.
        closeTable();
        return false;
      }
      default -> {
        if (!table.isInCell()) {
          return false;
        }
        if (!INLINE.contains(name)) {
          table.add(" ");
        }
      }
    }
    return true;
  }

  @Override
  public void endElement(String uri, String localName, String qName) throws SAXException {
    String name = localName.toLowerCase(Locale.ROOT);
    if (skipped > 0) {
      skipped--;
      return;
    }
    if (endsInTable(name) || INLINE.contains(name) || name.equals("br")) {
      return;
    }
    flush();
    switch (name) {
      case "h1", "h2", "h3", "h4", "h5", "h6" -> heading = 0;
      case "ul", "ol" -> {
        lists.poll();
        endItems();
      }
      case "li" -> bullet = "";
      case "pre" -> preformatted = Math.max(0, preformatted - 1);
      default -> {
        // Nothing was begun.
      }
    }
    requireRoom();
  }

  private boolean endsInTable(String name) throws SAXException {
    if (table == null) {
      return false;
    }
    switch (name) {
      case "tr" -> {
        table.endRow();
        requireRoom();
      }
      case "td", "th" -> table.endCell();
      case "table" -> closeTable();
      default -> {
        if (!table.isInCell()) {
          return false;
        }
        if (!INLINE.contains(name)) {
          table.add(" ");
        }
      }
    }
    return true;
  }

  /** Writes the table that is open, where one is. What more it holds becomes prose. */
  private void closeTable() {
    if (table != null) {
      String written = table.written();
      table = null;
      if (!written.isEmpty()) {
        flush();
        endItems();
        text.append(written).append("\n\n");
      }
    }
  }

  @Override
  public void characters(char[] characters, int start, int length) throws SAXException {
    if (skipped > 0) {
      return;
    }
    if (table != null && table.isInCell()) {
      table.add(characters, start, length);
    } else if (keepsLines || preformatted > 0) {
      block.append(characters, start, length);
    } else {
      for (int i = start; i < start + length; i++) {
        block.append(characters[i] == '\n' || characters[i] == '\r' ? ' ' : characters[i]);
      }
    }
    requireRoom();
  }

  /** Space between elements that parsers make up for those who read nothing but characters. */
  @Override
  public void ignorableWhitespace(char[] characters, int start, int length) {}

  private void requireRoom() throws SAXException {
    int pending = block.length() + (table == null ? 0 : table.length());
    if (text.length() + pending > maxCharacters) {
      throw new WriteLimitReachedException(maxCharacters);
    }
  }

  /** Writes the block that is open, where there is one. */
  private void flush() {
    if (block.isEmpty()) {
      return;
    }
    String raw = Characters.cleaned(block.toString());
    block.setLength(0);
    if (preformatted > 0) {
      writeCode(raw);
      return;
    }
    String written = Lines.tidied(raw);
    if (!written.isEmpty()) {
      write(written);
    }
  }

  private void writeCode(String raw) {
    String code = raw.stripTrailing();
    if (!code.isBlank()) {
      endItems();
      String fence = Lines.fenceAround(code);
      text.append(fence).append('\n').append(code).append('\n').append(fence).append("\n\n");
    }
  }

  private void write(String written) {
    boolean title = wantsTitle && !written.contains("\n") && written.length() <= MAX_TITLE_LENGTH;
    wantsTitle = false;
    if (heading > 0 || (title && bullet.isEmpty())) {
      endItems();
      text.append("#".repeat(Math.max(1, heading))).append(' ');
      text.append(written.replace('\n', ' ')).append("\n\n");
    } else if (!lists.isEmpty() || !bullet.isEmpty()) {
      text.append(bullet.isEmpty() ? "  " : bullet);
      text.append(written.replace("\n", "\n  ")).append('\n');
      bullet = "";
      afterItem = true;
    } else {
      endItems();
      text.append(Lines.escaped(written)).append("\n\n");
    }
  }

  /** Items of a list follow each other line by line; what comes after them does not. */
  private void endItems() {
    if (afterItem && lists.isEmpty()) {
      text.append('\n');
      afterItem = false;
    }
  }
}
