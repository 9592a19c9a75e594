package dev.parley.domain.guardrail.output;

/**
 * Tells what a sign {@code <} begins: an address between angle brackets, which is judged here, a
 * tag of HTML, or nothing.
 */
final class AngleBrackets {
  private final LinkPolicy policy;
  private final AnswerWindow window;
  private final TagFilter tags;

  AngleBrackets(LinkPolicy policy, AnswerWindow window) {
    this.policy = policy;
    this.window = window;
    this.tags = new TagFilter(policy, window);
  }

  /** {@code <}; false if more of the text must be known. */
  boolean read() {
    int at = window.at();
    int end = window.limit();
    if (at + 1 == end) {
      return window.isWhole() && window.pass(1);
    }
    char next = window.charAt(at + 1);
    if (next == '!' || next == '?') {
      return window.breakAfter();
    }
    if (next != '/' && !LinkPolicy.isAlphanumeric(next)) {
      return window.pass(1);
    }
    int to = endOfAutolink(end);
    if (to == end && !window.isWhole()) {
      return false;
    }
    if (to >= 0 && to < end) {
      return autolink(to);
    }
    HtmlTag tag = HtmlTag.read(window.text(), at, end);
    window.count(tag.end() - at);
    boolean open = tag.form() == HtmlTag.Form.OPEN;
    if (open && !window.isWhole()) {
      return false;
    }
    if (open || tag.form() == HtmlTag.Form.NONE) {
      boolean html =
          window.code().isInHtml() || next == '/' || HtmlTag.isElement(window.text(), at + 1, end);
      boolean cut = open && !window.isEnded();
      return (html || cut) ? window.breakAfter() : window.pass(1);
    }
    return tags.apply(tag);
  }

  /** The sign that closes {@code <scheme:…} or {@code <name@host}; -1 if this is neither. */
  private int endOfAutolink(int end) {
    boolean address = false;
    for (int i = window.at() + 1; i < end; i++) {
      window.count(1);
      char c = window.charAt(i);
      if (c == '>') {
        return address ? i : -1;
      }
      if (c <= ' ' || c == '<') {
        return -1;
      }
      boolean ofScheme = LinkPolicy.isAlphanumeric(c) || "+.-_%".indexOf(c) >= 0;
      if (!address && !ofScheme) {
        address = c == ':' || c == '@';
        if (!address) {
          return -1;
        }
      }
    }
    return end;
  }

  private boolean autolink(int to) {
    String address = window.slice(window.at() + 1, to);
    boolean mail = address.indexOf(':') < 0 && isMail(address);
    String host = mail ? null : policy.foreign(address);
    if (host == null && (mail || LinkPolicy.schemeLength(address, 0) > 0)) {
      return window.pass(to + 1 - window.at());
    }
    window.notice("link", host == null ? "" : host);
    window.moveTo(to + 1);
    return true;
  }

  private static boolean isMail(String address) {
    int signs = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      signs += c == '@' ? 1 : 0;
      if (c != '@' && !LinkPolicy.isAlphanumeric(c) && "._%+-".indexOf(c) < 0) {
        return false;
      }
    }
    return signs == 1;
  }
}
