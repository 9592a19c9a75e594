package dev.parley.domain.guardrail.output;

/**
 * Judges the address behind a label: the destination of an inline link, and that of a definition
 * (CommonMark 0.31 sections 6.3 and 4.7).
 */
final class LabelledLinks {
  private final LinkPolicy policy;
  private final AnswerWindow window;
  private final AddressRest rest;

  LabelledLinks(LinkPolicy policy, AnswerWindow window, AddressRest rest) {
    this.policy = policy;
    this.window = window;
    this.rest = rest;
  }

  /** {@code (} behind a label. */
  boolean destination() {
    int end = window.limit();
    int from = skipLines(window.at() + 1, end);
    if (from == end) {
      return endOpen();
    }
    boolean angled = window.charAt(from) == '<';
    int to = angled ? endOfAngled(from + 1, end) : endOfBare(from, end);
    if (to == end && !window.isWhole()) {
      return false;
    }
    if (to < 0) {
      return window.breakBefore();
    }
    String address = window.slice(angled ? from + 1 : from, to);
    String host = policy.foreign(address);
    if (to == end) {
      return window.isEnded()
          ? window.pass(1)
          : rest.leaveOut(host == null ? LinkPolicy.hostToShow(address) : host, end);
    }
    int next = skipLines(angled ? to + 1 : to, end);
    if (next == end) {
      return endOpen();
    }
    char c = window.charAt(next);
    boolean title = c == '"' || c == '\'' || c == '(';
    if (c != ')' && !title) {
      return angled ? window.breakBefore() : window.pass(1);
    }
    if (title) {
      next = endOfTitle(next, end);
      if (next == end) {
        return endOpen();
      }
      if (next < 0) {
        return window.breakBefore();
      }
    }
    if (host == null) {
      return window.pass(next + 1 - window.at());
    }
    window.notice("link", host);
    window.moveTo(next + 1);
    return true;
  }

  /** The text ends, or the bound is reached, within what may be a link: no end, no link. */
  private boolean endOpen() {
    if (window.isEnded()) {
      return window.pass(1);
    }
    return window.isWhole() && window.breakBefore();
  }

  /** {@code :} behind a label, where the line may be its definition. */
  boolean definition() {
    if (window.code().hasBackticks()) {
      return window.breakBefore();
    }
    int end = window.limit();
    int from = skipLines(window.at() + 1, end);
    if (from == end) {
      return window.isWhole() && window.pass(1);
    }
    boolean angled = window.charAt(from) == '<';
    int to = angled ? endOfAngled(from + 1, end) : endOfWord(from, end);
    if (to == end && !window.isWhole()) {
      return false;
    }
    if (to < 0) {
      return window.breakBefore();
    }
    boolean passes = policy.foreign(window.slice(angled ? from + 1 : from, to)) == null;
    return (passes && (to < end || window.isEnded()))
        ? window.pass(to - window.at())
        : window.breakBefore();
  }

  /** Skips blanks, line ends, and the signs with which a quotation continues on the next line. */
  private int skipLines(int from, int end) {
    boolean line = false;
    int i = from;
    while (i < end) {
      window.count(1);
      char c = window.charAt(i);
      line |= c == '\n' || c == '\r';
      if (c != ' ' && !(c >= '\t' && c <= '\r') && !(line && c == '>')) {
        break;
      }
      i++;
    }
    return i;
  }

  private int endOfAngled(int from, int end) {
    for (int i = from; i < end; i++) {
      window.count(1);
      char c = window.charAt(i);
      if (c == '>') {
        return i;
      }
      if (c == '<' || c == '\n' || c == '\r') {
        return -1;
      }
    }
    return end;
  }

  /** Where an address ends that stands between parentheses; a bracket means that it is none. */
  private int endOfBare(int from, int end) {
    int depth = 0;
    for (int i = from; i < end; i++) {
      window.count(1);
      char c = window.charAt(i);
      if (c <= ' ' || (c == ')' && depth == 0)) {
        return i;
      }
      if (c == '[' || c == ']' || c == '<') {
        return -1;
      }
      if (c == '\\' && i + 1 < end && "()".indexOf(window.charAt(i + 1)) >= 0) {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
    }
    return end;
  }

  private int endOfWord(int from, int end) {
    for (int i = from; i < end; i++) {
      window.count(1);
      char c = window.charAt(i);
      if (c <= ' ') {
        return i;
      }
      if (c == '<' || c == '[') {
        return -1;
      }
    }
    return end;
  }

  /**
   * The closing parenthesis behind a title; {@code end} if the text ends before it, -1 if there is
   * something in the title that is not plain: it might be no title for some renderer.
   */
  private int endOfTitle(int from, int end) {
    char open = window.charAt(from);
    char close = open == '(' ? ')' : open;
    int i = from + 1;
    for (; i < end && window.charAt(i) != close; i++) {
      window.count(1);
      char c = window.charAt(i);
      boolean address = c == ':' || LinkPolicy.startsWith(window.text(), i, "www");
      boolean path = c == '/' && window.charAt(i - 1) == '/';
      if (address || path || "`<>[]\\\n\r&(".indexOf(c) >= 0) {
        return -1;
      }
    }
    if (i == end) {
      return end;
    }
    int next = skipLines(i + 1, end);
    return next == end || window.charAt(next) == ')' ? next : -1;
  }
}
