package dev.parley.domain.guardrail.output;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One tag of raw HTML in Markdown (CommonMark 0.31 section 6.6).
 *
 * @param name in lower case
 * @param attributes by name in lower case; empty text for one without a value
 * @param end the index behind the tag, or behind what was looked at if this is none
 */
record HtmlTag(Form form, String name, boolean closing, Map<String, String> attributes, int end) {
  /** What came of reading. */
  enum Form {
    TAG,
    NONE,

    /** The text ends within what may be a tag. */
    OPEN
  }

  /** Elements that load, run, send or swallow something, so that none of their tags may pass. */
  private static final Set<String> ACTIVE =
      Set.of(
          "script",
          "style",
          "iframe",
          "frame",
          "frameset",
          "object",
          "embed",
          "applet",
          "svg",
          "math",
          "link",
          "meta",
          "base",
          "form",
          "input",
          "button",
          "textarea",
          "select",
          "option",
          "video",
          "audio",
          "source",
          "track",
          "picture",
          "img",
          "image",
          "area",
          "map",
          "portal",
          "html",
          "head",
          "body",
          "title",
          "noscript",
          "noembed",
          "noframes",
          "template",
          "xmp",
          "plaintext",
          "listing",
          "pre",
          "dialog",
          "slot",
          "bgsound",
          "marquee",
          "fencedframe");

  /** Elements that only shape text; with those above, what begins HTML wherever it stands. */
  private static final Set<String> PASSIVE =
      Set.of(
          "a",
          "abbr",
          "address",
          "article",
          "aside",
          "b",
          "bdi",
          "bdo",
          "big",
          "blockquote",
          "br",
          "caption",
          "center",
          "cite",
          "code",
          "col",
          "colgroup",
          "data",
          "dd",
          "del",
          "details",
          "dfn",
          "dir",
          "div",
          "dl",
          "dt",
          "em",
          "fieldset",
          "figcaption",
          "figure",
          "font",
          "footer",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "i",
          "ins",
          "kbd",
          "label",
          "legend",
          "li",
          "main",
          "mark",
          "menu",
          "menuitem",
          "nav",
          "ol",
          "optgroup",
          "p",
          "param",
          "q",
          "rp",
          "rt",
          "ruby",
          "s",
          "samp",
          "search",
          "section",
          "small",
          "span",
          "strike",
          "strong",
          "sub",
          "summary",
          "sup",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "time",
          "tr",
          "tt",
          "u",
          "ul",
          "var",
          "wbr");

  private static HtmlTag none(int end) {
    return new HtmlTag(Form.NONE, "", false, Map.of(), end);
  }

  private static HtmlTag open(int end) {
    return new HtmlTag(Form.OPEN, "", false, Map.of(), end);
  }

  boolean isActive() {
    return ACTIVE.contains(name);
  }

  /**
   * Whether HTML knows the element whose name begins at a place, which is behind the sign {@code
   * <}.
   */
  static boolean isElement(CharSequence text, int at, int end) {
    int from = at < end && text.charAt(at) == '/' ? at + 1 : at;
    int i = from;
    while (i < end && isOfName(text.charAt(i))) {
      i++;
    }
    String name = text.subSequence(from, i).toString().toLowerCase(Locale.ROOT);
    return ACTIVE.contains(name) || PASSIVE.contains(name);
  }

  /**
   * Reads a tag. One whose quoted value holds the sign {@code <} is none, which keeps the work
   * linear: no two readings overlap.
   *
   * @param at the sign {@code <}
   */
  static HtmlTag read(CharSequence text, int at, int end) {
    int i = at + 1;
    boolean closing = i < end && text.charAt(i) == '/';
    int from = closing ? i + 1 : i;
    i = from;
    while (i < end && isOfName(text.charAt(i))) {
      i++;
    }
    if (i == end) {
      return open(end);
    }
    if (i == from || !isLetter(text.charAt(from))) {
      return none(i);
    }
    String name = text.subSequence(from, i).toString().toLowerCase(Locale.ROOT);
    Map<String, String> attributes = new LinkedHashMap<>();
    while (true) {
      int next = skipBlank(text, i, end);
      if (next == end) {
        return open(end);
      }
      char c = text.charAt(next);
      if (c == '>') {
        return new HtmlTag(Form.TAG, name, closing, attributes, next + 1);
      }
      if (c == '/') {
        if (next + 1 == end) {
          return open(end);
        }
        return text.charAt(next + 1) == '>'
            ? new HtmlTag(Form.TAG, name, closing, attributes, next + 2)
            : none(next);
      }
      if (next == i || !isOfAttribute(c)) {
        return none(i);
      }
      i = attribute(text, next, end, attributes);
      if (i < 0) {
        return none(-i);
      }
      if (i == end) {
        return open(end);
      }
    }
  }

  /**
   * The index behind an attribute; {@code end} if the text ends in it; if it is none, the index of
   * what shows that, negated.
   */
  private static int attribute(
      CharSequence text, int from, int end, Map<String, String> attributes) {
    int i = from;
    while (i < end && isOfAttribute(text.charAt(i))) {
      i++;
    }
    String name = text.subSequence(from, i).toString().toLowerCase(Locale.ROOT);
    int next = skipBlank(text, i, end);
    if (next == end) {
      return end;
    }
    if (text.charAt(next) != '=') {
      attributes.putIfAbsent(name, "");
      return i;
    }
    next = skipBlank(text, next + 1, end);
    if (next == end) {
      return end;
    }
    char quote = text.charAt(next);
    boolean quoted = quote == '"' || quote == '\'';
    int start = quoted ? next + 1 : next;
    i = start;
    while (i < end && (quoted ? text.charAt(i) != quote : isOfBareValue(text.charAt(i)))) {
      if (text.charAt(i) == '<') {
        return -i;
      }
      i++;
    }
    if (i == end) {
      return end;
    }
    if (!quoted && i == start) {
      return -i;
    }
    attributes.putIfAbsent(name, text.subSequence(start, i).toString());
    return quoted ? i + 1 : i;
  }

  private static int skipBlank(CharSequence text, int from, int end) {
    int i = from;
    while (i < end && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isOfBareValue(char c) {
    return !isSpace(c) && "\"'=<>`".indexOf(c) < 0;
  }

  private static boolean isLetter(char c) {
    return LinkPolicy.lower(c) >= 'a' && LinkPolicy.lower(c) <= 'z';
  }

  private static boolean isOfName(char c) {
    return LinkPolicy.isAlphanumeric(c) || c == '-';
  }

  private static boolean isOfAttribute(char c) {
    return LinkPolicy.isAlphanumeric(c) || c == '_' || c == ':' || c == '.' || c == '-' || c == '@';
  }
}
