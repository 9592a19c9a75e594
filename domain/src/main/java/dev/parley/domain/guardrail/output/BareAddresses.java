package dev.parley.domain.guardrail.output;

/**
 * Judges addresses in running text, with a scheme or without one, which many renderers make links
 * of (GitHub Flavored Markdown section 6.9).
 */
final class BareAddresses {
  private static final String[] BEGINNINGS = {"https://", "http://", "ftp://", "www."};

  private final LinkPolicy policy;
  private final AnswerWindow window;
  private final CharSequence text;
  private final AddressRest rest;

  /** Nothing that ends a host stands before this, from where one was last looked for. */
  private int clear;

  BareAddresses(LinkPolicy policy, AnswerWindow window, AddressRest rest) {
    this.policy = policy;
    this.window = window;
    this.text = window.text();
    this.rest = rest;
  }

  /** The window has forgotten so many characters. */
  void shift(int forgotten) {
    clear = Math.max(0, clear - forgotten);
  }

  /** {@code //} where an address without a scheme may begin. */
  boolean slashes() {
    int at = window.at();
    int end = window.limit();
    if (at + 2 >= end && !window.isWhole()) {
      return at + 1 < end && text.charAt(at + 1) != '/' && window.pass(1);
    }
    boolean begins =
        at + 2 < end
            && text.charAt(at + 1) == '/'
            && LinkPolicy.isAlphanumeric(text.charAt(at + 2));
    return begins ? address(at + 2, true) : window.pass(1);
  }

  /** {@code :} where a scheme other than those known may end, perhaps with escaped slashes. */
  boolean scheme() {
    int end = window.limit();
    int i = window.at() + 1;
    for (int slash = 0; slash < 2; slash++) {
      if (i < end && text.charAt(i) == '\\') {
        i++;
      }
      if (i == end) {
        return window.isWhole() && window.pass(1);
      }
      if (text.charAt(i) != '/') {
        return window.pass(1);
      }
      i++;
    }
    return address(i, false);
  }

  /** A word that may begin an address. */
  boolean word() {
    int at = window.at();
    boolean open = false;
    for (String beginning : BEGINNINGS) {
      int length = matched(beginning);
      if (length == beginning.length()) {
        boolean host = beginning.equals("www.");
        return address(host ? at : at + length, false);
      }
      open |= at + length == text.length();
    }
    if (LinkPolicy.startsWith(text, at, "www\\.")) {
      return rest.leaveOut("", at + "www\\.".length());
    }
    open |= text.length() - at == 4 && LinkPolicy.startsWith(text, at, "www\\");
    return (window.isEnded() || !open) && window.pass(1);
  }

  private int matched(String beginning) {
    int at = window.at();
    int i = 0;
    while (i < beginning.length()
        && at + i < text.length()
        && LinkPolicy.lower(text.charAt(at + i)) == beginning.charAt(i)) {
      i++;
    }
    return i;
  }

  /**
   * An address in running text. Its host decides; what follows is read as text again, so that an
   * address inside an address is judged too.
   *
   * @param from where its authority begins
   * @param network whether it has no scheme, so that only a dot tells it from other text
   */
  private boolean address(int from, boolean network) {
    int at = window.at();
    int end = window.limit();
    int to = Math.max(from, clear);
    while (to < end && !endsAuthority(text.charAt(to))) {
      window.count(1);
      to++;
    }
    clear = to;
    if (to >= end && !window.isWhole()) {
      return false;
    }
    to = Math.min(to, end);
    boolean cut = to == end && window.isFull();
    int host = LinkPolicy.authorityLength(text, from, to);
    boolean path = to < end && "/?#".indexOf(text.charAt(to)) >= 0;
    while (!path && host > 0 && text.charAt(from + host - 1) == '.') {
      host--;
    }
    String authority = window.slice(from, from + host);
    if (host == 0 && !path && isTrailing(from, to)) {
      window.pass(from - at);
      if (to > from) {
        window.send(' ');
      }
      return true;
    }
    boolean undotted = !isDotted(authority);
    if (undotted && (network || (from == at && !path && isTrailing(from + host, to)))) {
      return window.pass(1);
    }
    boolean known = LinkPolicy.schemeLength(text, at) > 0 || from == at;
    boolean https = known && from > at && LinkPolicy.isHttps(text, from);
    if (!cut
        && host > 0
        && (known || network)
        && endsPlainly(from + host, to, path)
        && policy.isAllowedAuthority(authority, https || network)) {
      if (from > at && !network && "+.-".indexOf(window.last()) >= 0) {
        // RFC 3986 section 3.1: with what stands before, it would be another scheme.
        window.send(' ');
      }
      return window.pass(from + host - at);
    }
    String shown = window.slice(from, Math.min(to, from + LinkStage.MIN_BOUND));
    return rest.leaveOut(LinkPolicy.hostToShow("//" + shown), from + host);
  }

  private static boolean endsAuthority(char c) {
    return c <= ' '
        || c == '/'
        || c == '?'
        || c == '#'
        || c == '<'
        || Character.isISOControl(c)
        || Character.isSpaceChar(c);
  }

  private boolean isTrailing(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!AddressRest.isTrailing(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether what stands between a host and the end of what a renderer may take for one changes
   * nothing: a sentence's end, or the end of a label. A sign {@code @} would make a user name of
   * the host.
   */
  private boolean endsPlainly(int from, int to, boolean path) {
    if (from == to || (!path && isTrailing(from, to))) {
      return true;
    }
    int i = from;
    while (i < to && AddressRest.isTrailing(text.charAt(i))) {
      i++;
    }
    if (i == to || text.charAt(i) != ']') {
      return false;
    }
    for (; i < to; i++) {
      if (text.charAt(i) == '@' || text.charAt(i) == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean isDotted(String authority) {
    int dot = authority.indexOf('.');
    return dot > 0 && dot + 1 < authority.length();
  }
}
