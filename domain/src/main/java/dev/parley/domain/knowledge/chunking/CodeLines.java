package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.Sentences;
import dev.parley.domain.knowledge.TextSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The lines of a piece of code and how deep each stands, whatever the language: by the brackets
 * that are open before it, and by its indentation among lines with equally many. A declaration
 * begins at a line that follows a blank or a deeper one, or one that closes a bracket; lines that
 * close or continue what stands above begin none. Strings and comments are told apart roughly,
 * which may cut at a worse place but never falsely.
 */
final class CodeLines {
  /** Levels that a declaration is cut at; what is deeper is cut between lines. */
  static final int MAX_DEPTH = 8;

  private static final int INDENTS_PER_BRACKET = 1_000;
  private static final int TAB_WIDTH = 4;
  private static final int MAX_SIGNATURE_LENGTH = 100;

  /** Words that continue or close what stands above them. */
  private static final Set<String> CONTINUING =
      Set.of(
          "else", "elif", "elsif", "elseif", "except", "catch", "finally", "rescue", "ensure",
          "end", "fi", "done", "esac", "then");

  /** A range of lines, the blank ones left out. */
  record Range(int from, int to) {
    int length() {
      return to - from;
    }
  }

  /**
   * The parts of a declaration.
   *
   * @param depth how many more levels each of them may be cut at
   */
  record Cut(List<Range> parts, int depth) {}

  private final String text;
  private final List<TextSpan> lines = new ArrayList<>();
  private final int[] levels;
  private final boolean[] begins;

  CodeLines(String text, TextSpan span) {
    this.text = text;
    List<Integer> found = new ArrayList<>();
    List<Boolean> afterBlank = new ArrayList<>();
    int brackets = 0;
    boolean blank = false;
    int start = span.start();
    while (start < span.end()) {
      int newline = text.indexOf('\n', start, span.end());
      int end = newline < 0 ? span.end() : newline;
      String line = text.substring(start, end).stripTrailing();
      String stripped = line.stripLeading();
      if (!stripped.isEmpty()) {
        lines.add(new TextSpan(start, start + line.length()));
        int before = Math.max(0, brackets - closersAhead(stripped));
        boolean comment = stripped.charAt(0) == '*' && !found.isEmpty();
        found.add(comment ? found.getLast() : level(before, line));
        afterBlank.add(blank);
        brackets = Math.max(0, brackets + balance(stripped));
      }
      blank = stripped.isEmpty();
      start = end + 1;
    }
    levels = found.stream().mapToInt(Integer::intValue).toArray();
    begins = new boolean[levels.length];
    for (int i = 1; i < levels.length; i++) {
      begins[i] =
          !continues(i) && (afterBlank.get(i) || levels[i - 1] > levels[i] || continues(i - 1));
    }
  }

  /** The range as one piece of code; none if it is blank. */
  static List<TextBlock> block(String text, TextSpan range) {
    TextSpan trimmed = Sentences.trim(text, range.start(), range.end());
    if (trimmed.length() == 0) {
      return List.of();
    }
    // The indentation of the first line says how deep it stands.
    int newline = text.lastIndexOf('\n', trimmed.start());
    int start = Math.max(range.start(), newline + 1);
    return List.of(TextBlock.of(TextBlock.Kind.CODE, new TextSpan(start, trimmed.end())));
  }

  private static int level(int brackets, String line) {
    int indent = 0;
    int i = 0;
    while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
      indent += line.charAt(i) == '\t' ? TAB_WIDTH : 1;
      i++;
    }
    int bounded = Math.min(brackets, Integer.MAX_VALUE / INDENTS_PER_BRACKET - 1);
    return bounded * INDENTS_PER_BRACKET + Math.min(indent, INDENTS_PER_BRACKET - 1);
  }

  private static int closersAhead(String stripped) {
    int closers = 0;
    while (closers < stripped.length() && isCloser(stripped.charAt(closers))) {
      closers++;
    }
    return closers;
  }

  private static boolean isCloser(char c) {
    return c == '}' || c == ')' || c == ']';
  }

  /** Brackets that a line opens less those that it closes. */
  private static int balance(String stripped) {
    if (stripped.charAt(0) == '*' || stripped.charAt(0) == '#' || stripped.startsWith("--")) {
      return 0;
    }
    int balance = 0;
    String unclosed = "";
    for (int i = 0; i < stripped.length(); i++) {
      char c = stripped.charAt(i);
      if (c == '/' && stripped.startsWith("//", i) && (i == 0 || stripped.charAt(i - 1) != ':')) {
        return balance;
      }
      if (c == '{' || c == '(' || c == '[') {
        balance++;
      } else if (isCloser(c)) {
        balance--;
      } else if ((c == '"' || c == '\'' || c == '`') && unclosed.indexOf(c) < 0) {
        int closing = closingQuote(stripped, i);
        if (closing < 0) {
          unclosed += c;
        } else {
          i = closing;
        }
      }
    }
    return balance;
  }

  private static int closingQuote(String line, int opening) {
    for (int i = opening + 1; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == line.charAt(opening)) {
        return i;
      }
    }
    return -1;
  }

  private boolean continues(int line) {
    TextSpan span = lines.get(line);
    int start = span.start();
    while (Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < span.end() && end - start < 8 && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return isCloser(text.charAt(start)) || CONTINUING.contains(text.substring(start, end));
  }

  /** The outermost declarations, and what stands between them. */
  List<Range> declarations() {
    Range all = new Range(0, levels.length);
    return parts(all, Arrays.stream(levels).min().orElse(0));
  }

  /** Cuts a range of two lines or more at the outermost level where it can be cut. */
  Cut cut(Range range, int depth) {
    int left = depth;
    int level = above(range, -1);
    while (left > 0 && level < Integer.MAX_VALUE) {
      left--;
      List<Range> parts = parts(range, level);
      if (parts.size() > 1) {
        return new Cut(parts, left);
      }
      level = above(range, level);
    }
    List<Range> single = new ArrayList<>();
    for (int i = range.from(); i < range.to(); i++) {
      single.add(new Range(i, i + 1));
    }
    return new Cut(single, 0);
  }

  /** The next level of the range that is deeper. */
  private int above(Range range, int level) {
    int next = Integer.MAX_VALUE;
    for (int i = range.from(); i < range.to(); i++) {
      if (levels[i] > level) {
        next = Math.min(next, levels[i]);
      }
    }
    return next;
  }

  private List<Range> parts(Range range, int level) {
    List<Range> parts = new ArrayList<>();
    int start = range.from();
    for (int i = start + 1; i < range.to(); i++) {
      if (begins[i] && levels[i] <= level) {
        parts.add(new Range(start, i));
        start = i;
      }
    }
    parts.add(new Range(start, range.to()));
    return parts;
  }

  TextSpan span(Range range) {
    return new TextSpan(lines.get(range.from()).start(), lines.get(range.to() - 1).end());
  }

  /** The line of a declaration that says what it is; the first if none can be told. */
  String signature(Range range) {
    int outermost = above(range, -1);
    int best = range.from();
    for (int i = range.from(); i + 1 < range.to(); i++) {
      if (levels[i] == outermost && levels[i + 1] > outermost && names(i)) {
        best = i;
        break;
      }
    }
    String line = lines.get(best).of(text).strip();
    boolean onlyOpens = line.length() == 1 && best > range.from();
    String signature = onlyOpens ? lines.get(best - 1).of(text).strip() : line;
    int end = signature.length();
    while (end > 1 && "{(:[ ".indexOf(signature.charAt(end - 1)) >= 0) {
      end--;
    }
    return HeadingPath.shortened(signature.substring(0, end), MAX_SIGNATURE_LENGTH);
  }

  /** Annotations, comments and fences name nothing. */
  private boolean names(int line) {
    String stripped = lines.get(line).of(text).strip();
    return "@*/#`~".indexOf(stripped.charAt(0)) < 0 && !continues(line);
  }
}
