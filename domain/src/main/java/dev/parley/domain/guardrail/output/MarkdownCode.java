package dev.parley.domain.guardrail.output;

/**
 * Follows Markdown into code and out of it, and says so only where every renderer agrees
 * (CommonMark 0.31, sections 4.5, 4.6 and 6.1). It is told each character that has been sent, so it
 * knows the text that will be rendered, not the one that came in.
 *
 * <p>A code span counts only if it begins and ends on one line, in a paragraph in which every
 * earlier span did, and outside HTML. A fence counts only if nothing but at most three spaces
 * stands before it; a line that stands further left than its fence may have ended it. Where two
 * readings are possible from here on, nothing is taken for code any more.
 */
final class MarkdownCode {
  private static final int FENCE_LENGTH = 3;
  private static final int MAX_INDENT = 3;
  private static final int TAB = 4;

  private boolean distrusted;
  private char last;

  private boolean fenced;
  private char fenceMark;
  private int fenceLength;
  private int fenceIndent;

  /** Length of the closing fence that this line may be; negative if it is none. */
  private int closing;

  private boolean closingEnded;

  /** Whether this line opens a fence, unless a backtick follows in it. */
  private boolean opening;

  private int indent;
  private boolean indenting = true;

  /** Whether the line holds nothing but blanks and the marks of lists and quotations yet. */
  private boolean prefixing = true;

  private boolean blank = true;

  private int run;
  private char runMark;
  private boolean runEscaped;
  private boolean runIndented;
  private boolean runAfterPrefix;

  /** Length of the backtick string that opened a span which may still close; 0 if none did. */
  private int span;

  /** Whether a backtick string was left open above, until a blank line ends the paragraph. */
  private boolean unsure;

  private boolean html;
  private boolean backticks;

  /** Whether a character that would come next stands in a fenced block for certain. */
  boolean isFencedAt(char next) {
    endRunBefore(next);
    if (fenced && indenting && indent < fenceIndent && !isBlank(next) && !isLineEnd(next)) {
      distrust();
    }
    return fenced;
  }

  /** How many backticks would close the span that may be open; 0 if none is. */
  int openSpan() {
    return distrusted || unsure || html ? 0 : span;
  }

  /** The span that may be open does not close on its line: its backticks were only text. */
  void leaveSpan() {
    span = 0;
    unsure = true;
  }

  /** A tag has been sent: where HTML begins, backticks are text until a blank line. */
  void readTag() {
    html = true;
  }

  boolean isInHtml() {
    return html;
  }

  /** Whether a backtick stands in this paragraph, which may belong to the label of a link. */
  boolean hasBackticks() {
    return distrusted || backticks;
  }

  void read(char c) {
    if (distrusted || (c == '\n' && last == '\r')) {
      last = c;
      return;
    }
    endRunBefore(c);
    if (isLineEnd(c)) {
      endLine();
    } else if (fenced) {
      readFenced(c);
    } else {
      readText(c);
    }
    last = c;
  }

  private void readFenced(char c) {
    if (indenting && isBlank(c)) {
      indent = indented(c);
    } else if (indenting) {
      indenting = false;
      closing = c == fenceMark ? 1 : -1;
      closingEnded = false;
    } else if (closing > 0) {
      if (c == fenceMark && !closingEnded) {
        closing++;
      } else if (isBlank(c)) {
        closingEnded = true;
      } else {
        closing = -1;
      }
    }
  }

  private void readText(char c) {
    if (c == '`' || c == '~') {
      if (run == 0) {
        runMark = c;
        runEscaped = last == '\\';
        runIndented = indenting && indent <= MAX_INDENT;
        runAfterPrefix = prefixing;
      }
      run++;
      indenting = false;
      blank = false;
      return;
    }
    if (indenting && isBlank(c)) {
      indent = indented(c);
    } else if (!isBlank(c)) {
      indenting = false;
      blank = false;
      prefixing &= isMarkOfContainer(c);
    }
    if (span > 0 && (c == '|' || (c == ':' && last == ']'))) {
      // A cell of a table ends at its bar, and a definition at its line, whatever the backticks.
      leaveSpan();
    }
  }

  private void endRunBefore(char next) {
    if (run == 0 || next == runMark) {
      return;
    }
    int length = run;
    run = 0;
    prefixing = false;
    if (length >= FENCE_LENGTH && runAfterPrefix) {
      // A fence with the other mark right behind it is none for some renderers.
      boolean mixed = next == '`' || next == '~';
      if (runIndented && !html && !mixed) {
        opening = true;
        fenceMark = runMark;
        fenceLength = length;
        fenceIndent = indent;
      } else {
        distrust();
      }
    } else if (runMark == '`') {
      endBackticks(length);
    }
  }

  private void endBackticks(int length) {
    backticks = true;
    if (opening && fenceMark == '`') {
      distrust();
    } else if (opening || unsure || html) {
      return;
    } else if (span == length) {
      span = 0;
    } else if (span == 0 && runEscaped) {
      unsure = true;
    } else if (span == 0) {
      span = length;
    }
  }

  private void endLine() {
    if (fenced) {
      endFencedLine();
    } else if (opening) {
      fenced = true;
      opening = false;
      beginParagraph();
    } else if (blank) {
      beginParagraph();
    } else if (span > 0) {
      leaveSpan();
    }
    indent = 0;
    indenting = true;
    prefixing = true;
    blank = true;
    closing = -1;
  }

  private void endFencedLine() {
    if (indenting || closing < fenceLength) {
      return;
    }
    if (indent <= MAX_INDENT) {
      fenced = false;
    } else if (fenceIndent > 0) {
      // It closes the fence of a list's item, and no other.
      distrust();
    }
  }

  private void beginParagraph() {
    span = 0;
    unsure = false;
    html = false;
    backticks = false;
  }

  private void distrust() {
    distrusted = true;
    fenced = false;
  }

  private int indented(char c) {
    return c == ' ' ? indent + 1 : (indent / TAB + 1) * TAB;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isMarkOfContainer(char c) {
    return ">-+*.)".indexOf(c) >= 0 || (c >= '0' && c <= '9');
  }
}
