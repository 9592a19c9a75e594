package dev.parley.domain.guardrail.injection;

import java.util.HashSet;
import java.util.Set;

/**
 * Signs that dress a text up as something else: the marks of a chat's template, lines that begin
 * with a speaker's name, markup that hides what it holds, addresses, and pieces of quoted text to
 * be put together.
 */
final class Markers {
  private static final int LONGEST_IMAGE = 300;
  private static final int LONGEST_LABEL = 12;
  private static final int MOST_LABELS = 100;

  private static final Set<String> SPEAKERS =
      Set.of(
          "user",
          "assistant",
          "system",
          "human",
          "ai",
          "bot",
          "q",
          "a",
          "developer",
          "model",
          "admin",
          "chatbot",
          "gpt",
          "llm",
          "chatgpt");

  private static final String[] BRACKETED = {
    "[inst]",
    "[/inst]",
    "[system]",
    "[end ",
    "[begin ",
    "[user]",
    "[assistant]",
    "[webpage",
    "[content",
    "[instruction",
    "[important",
    "[admin",
    "[new ",
    "[start ",
    "[override",
    "[system",
    "[hidden"
  };

  private static final String[] HEADINGS = {
    "### instruction",
    "### system",
    "### user",
    "### assistant",
    "### response",
    "### human",
    "## instruction",
    "# instruction",
    "### new",
    "# system",
    "## system",
    "### end"
  };

  private static final String[] RULED = {
    "== end", "==end", "=== end", "== system", "==system", "== new"
  };

  private static final String[] DASHED = {
    "- end of", "-end of", "- begin", "-begin", "- system", "- new instr"
  };

  private static final String[] TAGS = {
    "<|",
    "<system",
    "</system",
    "<sys>",
    "<<sys",
    "</s>",
    "<s>",
    "<user",
    "</user",
    "<assistant",
    "</assistant",
    "<instruction",
    "</instruction",
    "<prompt",
    "</prompt",
    "<important",
    "<admin",
    "</context",
    "</document",
    "<override"
  };

  private static final String[] HIDING_TAGS = {
    "<!--",
    "<span style",
    "<div style",
    "<p style",
    "<font color=\"white",
    "<div hidden",
    "<span hidden"
  };

  private static final String[] QUOTES_ASSIGNED = {"=\"", "= \"", "='", "= '"};
  private static final String[] QUOTES_ADDED = {"+ \"", "+ '", "+\"", "+'"};

  private static final String[] DOMAINS = {
    ".com", ".org", ".net", ".xyz", ".io", ".example", ".ru", ".invalid", ".test"
  };

  private final CountedText text;
  private final Combinations combinations;

  /** Lines that begin with who speaks. */
  private int speakers;

  /** Marks that part the turns or the sections of a prompt. */
  private int marks;

  /** Comments and tags whose content a page would not show. */
  private int hiding;

  private int quotedPieces;
  private boolean imageWithData;
  private final Set<String> labels = new HashSet<>();
  private int repeatedLabels;
  private boolean openEnded;

  Markers(CountedText text, Combinations combinations) {
    this.text = text;
    this.combinations = combinations;
  }

  /** Reads a word that a colon follows. */
  void readLabel(int start, int end, boolean lineStart) {
    if (end - start > LONGEST_LABEL || (end + 1 < text.length() && !isGap(text.charAt(end + 1)))) {
      return;
    }
    String label = text.chars().subSequence(start, end).toString();
    if (lineStart && SPEAKERS.contains(label)) {
      speakers++;
    }
    if (labels.size() == MOST_LABELS || !labels.add(label)) {
      repeatedLabels++;
    }
  }

  /** Reads how the text ends. */
  void readEnd() {
    int end = text.length();
    while (end > 0 && isGap(text.charAt(end - 1))) {
      end--;
    }
    openEnded =
        (end > 0 && ":>_=".indexOf(text.charAt(end - 1)) >= 0)
            || (end >= 3 && text.holds(end - 3, "..."));
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '\n';
  }

  /** Reads a character that is part of no word. */
  void read(int at, boolean lineStart) {
    switch (text.charAt(at)) {
      case '<' -> {
        mark(at, TAGS);
        hiding += text.holds(at, HIDING_TAGS) ? 1 : 0;
      }
      case '[' -> mark(at, BRACKETED);
      case '#' -> {
        if (lineStart) {
          mark(at, HEADINGS);
        }
      }
      case '=' -> {
        mark(at, RULED);
        quote(at, QUOTES_ASSIGNED);
      }
      case '-' -> mark(at, DASHED);
      case '+' -> quote(at, QUOTES_ADDED);
      case ':' -> address(at, "://");
      case '@' -> combinations.readAddress();
      case '.' -> address(at, DOMAINS);
      case '!' -> {
        if (text.holds(at, "![")) {
          imageWithData |= imageHoldsData(at);
        }
      }
      default -> {
        // Nothing else is looked for.
      }
    }
  }

  private void mark(int at, String... options) {
    marks += text.holds(at, options) ? 1 : 0;
  }

  private void quote(int at, String... options) {
    quotedPieces += text.holds(at, options) ? 1 : 0;
  }

  private void address(int at, String... options) {
    if (text.holds(at, options)) {
      combinations.readAddress();
    }
  }

  /** Whether a Markdown image has a query, or a placeholder to be filled, in its address. */
  private boolean imageHoldsData(int at) {
    boolean query = false;
    boolean address = false;
    for (int i = at; i < text.length() && i < at + LONGEST_IMAGE; i++) {
      char c = text.charAt(i);
      text.count(1);
      if (c == '(') {
        address = true;
      } else if (c == ')' || c == '\n') {
        break;
      }
      query |= address && (c == '=' || c == '{' || c == '[');
    }
    return query;
  }

  /** Whether pieces of quoted text are put together. */
  boolean joinsQuotes() {
    return quotedPieces > 1;
  }

  /** Whether the same words stand before colons again, as in a dialogue or a list of examples. */
  boolean repeatsLabels() {
    return repeatedLabels > 0;
  }

  /** Whether the text stops where something is to be filled in or to go on. */
  boolean isOpenEnded() {
    return openEnded;
  }

  boolean hasImageWithData() {
    return imageWithData;
  }

  /** Writes what was found. */
  void fill(FeatureValues values) {
    values.raise(Feature.QUOTED_PIECES, Features.many(quotedPieces, 2));
    values.raise(Feature.IMAGE_WITH_DATA, imageWithData);
    values.raise(Feature.ROLE_MARKER, Features.many(marks, 1));
    values.raise(Feature.ROLE_LINE, Features.many(speakers, 1));
    values.raise(Feature.ROLE_LINES, Features.many(Math.max(0, speakers - 1), 5));
    values.raise(Feature.REPEATED_LABEL, Features.many(repeatedLabels, 3));
    values.raise(Feature.OPEN_END, openEnded);
    values.raise(Feature.HIDDEN_MARKUP, Features.many(hiding, 1));
  }
}
