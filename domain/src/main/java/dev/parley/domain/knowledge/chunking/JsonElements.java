package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.Sentences;
import dev.parley.domain.knowledge.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts JSON at its elements, and JSON Lines at its lines: an element that fits is kept whole,
 * neighbours share a chunk while they fit, and one that does not fit is cut at its own elements.
 * The heading is the path of what is in the chunk (RFC 9535), {@code $.items[3..5]} for several
 * elements of an array. Brackets and commas belong to the elements beside them. A text that is not
 * JSON is cut too, only less well.
 */
final class JsonElements {
  /** Below it a container is cut as text is. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_KEY_LENGTH = 40;
  private static final int MAX_PATH_LENGTH = 200;

  private final String text;
  private final Packing packing;

  JsonElements(String text, Packing packing) {
    this.text = text;
    this.packing = packing;
  }

  /**
   * A value with its key, and what is to stay with it.
   *
   * @param value where the value itself begins
   * @param step from the path of its container to its own
   */
  private record Element(TextSpan span, int value, String step) {}

  void cut(TextSpan range) {
    TextSpan whole = Sentences.trim(text, range.start(), range.end());
    if (whole.length() == 0) {
      return;
    }
    if (packing.fits(whole)) {
      packing.addElement("", whole);
    } else if (isLines(text, whole)) {
      pack(lines(whole), "$", true, 0);
    } else {
      cut(new Element(whole, whole.start(), ""), "$", 0);
    }
  }

  private void cut(Element element, String path, int depth) {
    TextSpan span = element.span();
    List<Element> elements =
        depth < MAX_DEPTH && isOpener(text, element.value(), span.end())
            ? elements(span, element.value())
            : List.of();
    if (elements.isEmpty()) {
      packing.addElement(shown(path), span);
    } else {
      pack(elements, path, text.charAt(element.value()) == '[', depth + 1);
    }
  }

  private void pack(List<Element> elements, String path, boolean array, int depth) {
    int first = 0;
    int size = 0;
    for (int i = 0; i < elements.size(); i++) {
      TextSpan span = elements.get(i).span();
      int alone = packing.tokens(span.start(), span.end());
      if (alone > packing.size()) {
        addGroup(elements.subList(first, i), path, array, first);
        cut(elements.get(i), path + elements.get(i).step(), depth);
        first = i + 1;
        size = 0;
        continue;
      }
      int behind = first == i ? span.start() : elements.get(i - 1).span().end();
      int tokens = packing.tokens(behind, span.end());
      if (first < i && (tokens > packing.size() || size + tokens > packing.size())) {
        addGroup(elements.subList(first, i), path, array, first);
        first = i;
        size = 0;
        tokens = alone;
      }
      size += tokens;
    }
    addGroup(elements.subList(first, elements.size()), path, array, first);
  }

  private void addGroup(List<Element> group, String path, boolean array, int first) {
    if (group.isEmpty()) {
      return;
    }
    TextSpan span = new TextSpan(group.getFirst().span().start(), group.getLast().span().end());
    String groupPath = path;
    if (group.size() == 1) {
      groupPath = path + group.getFirst().step();
    } else if (array) {
      groupPath = path + "[" + first + ".." + (first + group.size() - 1) + "]";
    }
    packing.addElement(shown(groupPath), span);
  }

  private static String shown(String path) {
    return path.equals("$") ? "" : HeadingPath.shortened(path, MAX_PATH_LENGTH);
  }

  /** The elements of a container, which together are all of the span. */
  private List<Element> elements(TextSpan span, int opener) {
    boolean object = text.charAt(opener) == '{';
    List<Integer> starts = new ArrayList<>();
    int depth = 0;
    boolean expected = true;
    for (int i = opener + 1; i < span.end() && depth >= 0; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        continue;
      }
      if (expected && c != ',' && !isCloser(c)) {
        starts.add(i);
        expected = false;
      }
      if (c == '"') {
        i = endOfString(i, span.end());
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (isCloser(c)) {
        depth--;
      } else if (c == ',' && depth == 0) {
        expected = true;
      }
    }
    List<Element> elements = new ArrayList<>(starts.size());
    for (int i = 0; i < starts.size(); i++) {
      int start = starts.get(i);
      int end = i + 1 < starts.size() ? starts.get(i + 1) : span.end();
      TextSpan tile = Sentences.trim(text, i == 0 ? span.start() : start, end);
      elements.add(object ? member(tile, start) : new Element(tile, start, "[" + i + "]"));
    }
    return elements;
  }

  private Element member(TextSpan tile, int start) {
    if (text.charAt(start) != '"') {
      return new Element(tile, start, "");
    }
    int end = endOfString(start, tile.end());
    int value = skipBlanks(end + 1, tile.end());
    if (value < tile.end() && text.charAt(value) == ':') {
      value = skipBlanks(value + 1, tile.end());
    }
    String key = text.substring(start + 1, Math.max(start + 1, Math.min(end, tile.end())));
    return new Element(tile, Math.min(value, tile.end() - 1), step(key));
  }

  private static String step(String key) {
    String shortened = HeadingPath.shortened(key, MAX_KEY_LENGTH);
    boolean name =
        !key.isEmpty()
            && !isDigit(key.charAt(0))
            && shortened.chars().allMatch(c -> c == '_' || Character.isLetter(c) || isDigit(c));
    return name ? "." + shortened : "['" + shortened + "']";
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private int skipBlanks(int from, int end) {
    int position = from;
    while (position < end && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    return position;
  }

  /** The closing quote, or the last character if there is none. */
  private int endOfString(int opening, int end) {
    return endOfString(text, opening, end);
  }

  private static int endOfString(String text, int opening, int end) {
    int position = opening + 1;
    while (position < end && text.charAt(position) != '"') {
      position += text.charAt(position) == '\\' ? 2 : 1;
    }
    return Math.min(position, end - 1);
  }

  private static boolean isOpener(String text, int position, int end) {
    return position < end && (text.charAt(position) == '{' || text.charAt(position) == '[');
  }

  private static boolean isCloser(char c) {
    return c == '}' || c == ']';
  }

  private List<Element> lines(TextSpan span) {
    List<Element> lines = new ArrayList<>();
    int start = span.start();
    while (start < span.end()) {
      int newline = text.indexOf('\n', start, span.end());
      int end = newline < 0 ? span.end() : newline;
      TextSpan line = Sentences.trim(text, start, end);
      if (line.length() > 0) {
        lines.add(new Element(line, line.start(), "[" + lines.size() + "]"));
      }
      start = end + 1;
    }
    return lines;
  }

  /** Whether the first line is a value by itself, and more lines follow. */
  private static boolean isLines(String text, TextSpan span) {
    int newline = text.indexOf('\n', span.start(), span.end());
    if (newline < 0) {
      return false;
    }
    return isContainer(text, Sentences.trim(text, span.start(), newline));
  }

  /** Whether the range is an object or array, as far as its brackets and strings say. */
  private static boolean isContainer(String text, TextSpan span) {
    if (!isOpener(text, span.start(), span.end())) {
      return false;
    }
    int depth = 0;
    for (int i = span.start(); i < span.end(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = endOfString(text, i, span.end());
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (isCloser(c)) {
        depth--;
        if (depth == 0) {
          return i == span.end() - 1;
        }
      }
    }
    return false;
  }

  /** Whether a text reads as JSON or JSON Lines. */
  static boolean isLikelyIn(String text) {
    TextSpan span = Sentences.trim(text, 0, text.length());
    if (!isOpener(text, span.start(), span.end())) {
      return false;
    }
    TextSpan inside = Sentences.trim(text, span.start() + 1, span.end());
    boolean object = text.charAt(span.start()) == '{';
    String allowed = object ? "\"}" : "\"{[]-0123456789tfn";
    return inside.length() > 0
        && allowed.indexOf(text.charAt(inside.start())) >= 0
        && (isContainer(text, span) || (object && isLines(text, span)));
  }
}
