package dev.parley.domain.guardrail.output;

import dev.parley.domain.guardrail.OutputStage;
import java.util.function.Consumer;

/**
 * Takes links and images that lead to a host nobody allowed out of an answer, so that a page which
 * renders it loads nothing from there and offers no click to it.
 *
 * <p>It knows the links of CommonMark 0.31, those that GitHub's autolink extension adds, addresses
 * without a scheme, and HTML. The label and an image's alternative text stay, and the host is said
 * in plain words:
 *
 * <pre>
 * [report](https://evil.example/?q=1)   [report] (link removed: evil.example)
 * ![chart][c]  and  [c]: //evil.example ![chart][c]  and  [c] (link removed: evil.example)
 * &lt;img alt="chart" src="//evil.example"> chart (image removed: evil.example)
 * </pre>
 *
 * What a link looks like is decided where its address begins and not by matching brackets: no label
 * is ever held back, a citation's {@code [1]} passes at once, and how renderers nest brackets does
 * not matter. Whatever might be a link for one renderer only is broken by a blank ({@code ] (}).
 * HTML keeps its tags where they only shape text, without their attributes; {@code a} and {@code
 * img} keep those that lead to an allowed host, and of everything that could load or run, the sign
 * {@code <} is set apart by a blank. Code passes as it is where every renderer takes it for code
 * ({@link MarkdownCode}). E-mail addresses pass: they are personal data, and guarded as that.
 *
 * <p>Text is held back from where an address may begin to where its host or its closing parenthesis
 * has been read, and at most for a number of characters that the caller sets; an address that is
 * longer is taken out. The work is linear in the text. Used by one thread, for one answer.
 */
public final class LinkStage implements OutputStage {
  /** How many characters are held back at most unless the caller says otherwise. */
  public static final int DEFAULT_BOUND = 1_000;

  /** Less would hold no host: RFC 1035 section 2.3.4 allows 255 octets. */
  public static final int MIN_BOUND = 300;

  private static final String[] BEGINNINGS = {"https://", "http://", "ftp://", "www."};

  /** What ends a sentence rather than an address (GitHub Flavored Markdown section 6.9). */
  private static final String TRAILING = ".,;:!?)'\"*_~`|}>";

  private static final String NO_ADDRESS = "<>\"[]`|{}^";

  private final LinkPolicy policy;
  private final int bound;
  private final MarkdownCode code = new MarkdownCode();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder ready = new StringBuilder();

  private int at;
  private boolean ended;

  /** The last character that was sent. */
  private char last;

  /** Whether the rest of an address is being left out. */
  private boolean skipping;

  private boolean anchored;

  /** Nothing that ends a host stands before this, from where one was last looked for. */
  private int clear;

  /** Characters looked at, for the tests to count. */
  private long steps;

  /** Holds back at most {@value #DEFAULT_BOUND} characters. */
  public LinkStage(LinkPolicy policy) {
    this(policy, DEFAULT_BOUND);
  }

  /**
   * @param bound how many characters may be held back, at least {@value #MIN_BOUND}
   */
  public LinkStage(LinkPolicy policy, int bound) {
    if (bound < MIN_BOUND) {
      throw new IllegalArgumentException("bound: " + bound + " (expected: >= " + MIN_BOUND + ")");
    }
    this.policy = policy;
    this.bound = bound;
  }

  @Override
  public void accept(String piece, Consumer<String> out) {
    text.append(piece);
    read(out);
  }

  @Override
  public void finish(Consumer<String> out) {
    ended = true;
    read(out);
  }

  long steps() {
    return steps;
  }

  private void read(Consumer<String> out) {
    while (at < text.length() && step()) {
      steps++;
    }
    text.delete(0, at);
    clear = Math.max(0, clear - at);
    at = 0;
    if (!ready.isEmpty()) {
      String passed = ready.toString();
      ready.setLength(0);
      out.accept(passed);
    }
  }

  /** Takes one step; false if more of the text must be known for it. */
  private boolean step() {
    char c = text.charAt(at);
    if (skipping) {
      return skip(c);
    }
    if (code.isFencedAt(c)) {
      return pass(1);
    }
    if (!mayBegin(c)) {
      return pass(1);
    }
    if (code.openSpan() > 0) {
      return passSpan(code.openSpan());
    }
    return switch (c) {
      case '(' -> destination();
      case ':' -> last == ']' ? definition() : scheme();
      case '<' -> angle();
      case '&' -> entity();
      case '/' -> slashes();
      default -> word();
    };
  }

  /** Whether something that this stage looks for may begin with a character, after the last one. */
  private boolean mayBegin(char c) {
    return switch (c) {
      case '(' -> last == ']';
      case ':', '<', '&' -> true;
      case '/' -> !LinkPolicy.isAlphanumeric(last) && last != ':' && last != '/';
      case 'h', 'H', 'f', 'F', 'w', 'W' -> !LinkPolicy.isAlphanumeric(last);
      default -> false;
    };
  }

  /** Where looking ahead ends. */
  private int limit() {
    return Math.min(text.length(), at + bound);
  }

  /** Whether nothing more is waited for: the text has ended, or the bound has been reached. */
  private boolean isWhole() {
    return ended || text.length() - at >= bound;
  }

  private boolean pass(int length) {
    for (int i = 0; i < length; i++) {
      send(text.charAt(at + i));
    }
    at += length;
    return true;
  }

  private void send(char c) {
    ready.append(c);
    code.read(c);
    last = c;
  }

  private void send(String words) {
    for (int i = 0; i < words.length(); i++) {
      send(words.charAt(i));
    }
  }

  /** Sends a character and a blank behind it, so that it begins nothing. */
  private boolean breakAfter() {
    pass(1);
    send(' ');
    return true;
  }

  /** Sends a blank before a character, so that it continues nothing. */
  private boolean breakBefore() {
    send(' ');
    return pass(1);
  }

  private void notice(String what, String host) {
    if (last != 0 && !Character.isWhitespace(last) && "([\"'*_|>".indexOf(last) < 0) {
      send(' ');
    }
    send("(" + what + " removed" + (host.isEmpty() ? "" : ": " + host) + ")");
  }

  /** Passes a code span that closes on its line, or finds that it does not. */
  private boolean passSpan(int backticks) {
    int end = limit();
    int run = 0;
    for (int i = at; i <= end; i++) {
      steps++;
      char c = i < end ? text.charAt(i) : 0;
      if (i < end && c == '`') {
        run++;
        continue;
      }
      if (i == end && !isWhole()) {
        return false;
      }
      if (run == backticks) {
        return pass(i - at);
      }
      run = 0;
      boolean definition = c == ':' && (i > at ? text.charAt(i - 1) : last) == ']';
      if (i == end || c == '\n' || c == '\r' || c == '|' || definition) {
        break;
      }
    }
    code.leaveSpan();
    return true;
  }

  /** {@code (} behind a label. */
  private boolean destination() {
    int end = limit();
    int from = skipLines(at + 1, end);
    if (from == end) {
      return endOpen();
    }
    boolean angled = text.charAt(from) == '<';
    int to = angled ? endOfAngled(from + 1, end) : endOfBare(from, end);
    if (to == end && !isWhole()) {
      return false;
    }
    if (to < 0) {
      return breakBefore();
    }
    String address = text.substring(angled ? from + 1 : from, to);
    String host = policy.foreign(address);
    if (to == end) {
      return ended ? pass(1) : leaveOut(host == null ? LinkPolicy.hostToShow(address) : host, end);
    }
    int next = skipLines(angled ? to + 1 : to, end);
    if (next == end) {
      return endOpen();
    }
    char c = text.charAt(next);
    boolean title = c == '"' || c == '\'' || c == '(';
    if (c != ')' && !title) {
      return angled ? breakBefore() : pass(1);
    }
    if (title) {
      next = endOfTitle(next, end);
      if (next == end) {
        return endOpen();
      }
      if (next < 0) {
        return breakBefore();
      }
    }
    if (host == null) {
      return pass(next + 1 - at);
    }
    notice("link", host);
    at = next + 1;
    return true;
  }

  /** The text ends, or the bound is reached, within what may be a link: no end, no link. */
  private boolean endOpen() {
    if (ended) {
      return pass(1);
    }
    return isWhole() && breakBefore();
  }

  /** Leaves out an address of which only the beginning is known. */
  private boolean leaveOut(String host, int end) {
    notice("link", host);
    at = end;
    skipping = true;
    return true;
  }

  /** Skips blanks, line ends, and the signs with which a quotation continues on the next line. */
  private int skipLines(int from, int end) {
    boolean line = false;
    int i = from;
    while (i < end) {
      steps++;
      char c = text.charAt(i);
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
      steps++;
      char c = text.charAt(i);
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
      steps++;
      char c = text.charAt(i);
      if (c <= ' ' || (c == ')' && depth == 0)) {
        return i;
      }
      if (c == '[' || c == ']' || c == '<') {
        return -1;
      }
      if (c == '\\' && i + 1 < end && "()".indexOf(text.charAt(i + 1)) >= 0) {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
    }
    return end;
  }

  /**
   * The closing parenthesis behind a title; {@code end} if the text ends before it, -1 if there is
   * something in the title that is not plain: it might be no title for some renderer.
   */
  private int endOfTitle(int from, int end) {
    char open = text.charAt(from);
    char close = open == '(' ? ')' : open;
    int i = from + 1;
    for (; i < end && text.charAt(i) != close; i++) {
      steps++;
      char c = text.charAt(i);
      boolean address = c == ':' || LinkPolicy.startsWith(text, i, "www");
      boolean path = c == '/' && text.charAt(i - 1) == '/';
      if (address || path || "`<>[]\\\n\r&(".indexOf(c) >= 0) {
        return -1;
      }
    }
    if (i == end) {
      return end;
    }
    int next = skipLines(i + 1, end);
    return next == end || text.charAt(next) == ')' ? next : -1;
  }

  /** {@code :} behind a label, where the line may be its definition. */
  private boolean definition() {
    if (code.hasBackticks()) {
      return breakBefore();
    }
    int end = limit();
    int from = skipLines(at + 1, end);
    if (from == end) {
      return isWhole() ? pass(1) : false;
    }
    boolean angled = text.charAt(from) == '<';
    int to = angled ? endOfAngled(from + 1, end) : endOfWord(from, end);
    if (to == end && !isWhole()) {
      return false;
    }
    if (to < 0) {
      return breakBefore();
    }
    boolean passes = policy.foreign(text.substring(angled ? from + 1 : from, to)) == null;
    return (passes && (to < end || ended)) ? pass(to - at) : breakBefore();
  }

  private int endOfWord(int from, int end) {
    for (int i = from; i < end; i++) {
      steps++;
      char c = text.charAt(i);
      if (c <= ' ') {
        return i;
      }
      if (c == '<' || c == '[') {
        return -1;
      }
    }
    return end;
  }

  /** {@code <}: an address, a tag, or a sign. */
  private boolean angle() {
    int end = limit();
    if (at + 1 == end) {
      return isWhole() ? pass(1) : false;
    }
    char next = text.charAt(at + 1);
    if (next == '!' || next == '?') {
      return breakAfter();
    }
    if (next != '/' && !LinkPolicy.isAlphanumeric(next)) {
      return pass(1);
    }
    int to = endOfAutolink(end);
    if (to == end && !isWhole()) {
      return false;
    }
    if (to >= 0 && to < end) {
      return autolink(to);
    }
    HtmlTag tag = HtmlTag.read(text, at, end);
    steps += tag.end() - at;
    boolean open = tag.form() == HtmlTag.Form.OPEN;
    if (open && !isWhole()) {
      return false;
    }
    if (open || tag.form() == HtmlTag.Form.NONE) {
      boolean html = code.isInHtml() || next == '/' || HtmlTag.isElement(text, at + 1, end);
      boolean cut = open && !ended;
      return (html || cut) ? breakAfter() : pass(1);
    }
    return tag(tag);
  }

  /** The sign that closes {@code <scheme:…} or {@code <name@host}; -1 if this is neither. */
  private int endOfAutolink(int end) {
    boolean address = false;
    for (int i = at + 1; i < end; i++) {
      steps++;
      char c = text.charAt(i);
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
    String address = text.substring(at + 1, to);
    boolean mail = address.indexOf(':') < 0 && isMail(address);
    String host = mail ? null : policy.foreign(address);
    if (host == null && (mail || LinkPolicy.schemeLength(address, 0) > 0)) {
      return pass(to + 1 - at);
    }
    notice("link", host == null ? "" : host);
    at = to + 1;
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

  private boolean tag(HtmlTag tag) {
    String name = tag.name();
    // What begins a block stands behind a blank: behind a letter, a tag is inline for everyone.
    boolean inline = LinkPolicy.isAlphanumeric(last);
    if (name.equals("a") || name.equals("img")) {
      return linkingTag(tag);
    }
    if (tag.isActive()) {
      send("< " + (tag.closing() ? "/" : "") + name + ">");
      at = tag.end();
      return true;
    }
    if (tag.attributes().isEmpty()) {
      pass(tag.end() - at);
    } else {
      send("<" + (tag.closing() ? "/" : "") + name + ">");
      at = tag.end();
    }
    if (!inline) {
      code.readTag();
    }
    return true;
  }

  private boolean linkingTag(HtmlTag tag) {
    boolean image = tag.name().equals("img");
    if (tag.closing()) {
      boolean closes = !image && anchored;
      anchored = false;
      return closes ? passTag(tag) : dropTag(tag);
    }
    String host = "";
    boolean plain = true;
    for (var attribute : tag.attributes().entrySet()) {
      String value = attribute.getValue();
      switch (attribute.getKey()) {
        case "href", "src" -> {
          String foreign = policy.foreign(value);
          plain &= foreign == null;
          host = foreign == null ? host : foreign;
        }
        case "alt", "title" -> plain &= isPlainText(value);
        case "width", "height" -> plain &= value.length() < 8 && isPlainText(value);
        default -> plain = false;
      }
    }
    if (plain) {
      anchored |= !image;
      return passTag(tag);
    }
    if (image) {
      String alt = tag.attributes().getOrDefault("alt", "");
      send(isPlainText(alt) ? alt : "");
      notice("image", host);
    } else {
      notice("link", host);
      send(' ');
    }
    at = tag.end();
    return true;
  }

  private boolean passTag(HtmlTag tag) {
    pass(tag.end() - at);
    code.readTag();
    return true;
  }

  private boolean dropTag(HtmlTag tag) {
    send(' ');
    at = tag.end();
    return true;
  }

  /** Letters, digits and a few signs, none of which begins anything wherever it stands. */
  private static boolean isPlainText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean sign = c == ' ' || c == ',' || c == '\'' || c == '-' || c == '%';
      if (!sign && !Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return !LinkPolicy.startsWith(value, 0, "www");
  }

  /** {@code &}: a reference that hides a part of an address is broken. */
  private boolean entity() {
    int end = limit();
    if (Entities.semicolon(text, at, end) == end && !isWhole()) {
      return false;
    }
    return Entities.hidesAddress(text, at, end) ? breakAfter() : pass(1);
  }

  /** {@code //} where an address without a scheme may begin. */
  private boolean slashes() {
    int end = limit();
    if (at + 2 >= end && !isWhole()) {
      return at + 1 < end && text.charAt(at + 1) != '/' && pass(1);
    }
    boolean begins =
        at + 2 < end
            && text.charAt(at + 1) == '/'
            && LinkPolicy.isAlphanumeric(text.charAt(at + 2));
    return begins ? address(at + 2, true) : pass(1);
  }

  /** {@code :} where a scheme other than those known may end, perhaps with escaped slashes. */
  private boolean scheme() {
    int end = limit();
    int i = at + 1;
    for (int slash = 0; slash < 2; slash++) {
      if (i < end && text.charAt(i) == '\\') {
        i++;
      }
      if (i == end) {
        return isWhole() ? pass(1) : false;
      }
      if (text.charAt(i) != '/') {
        return pass(1);
      }
      i++;
    }
    return address(i, false);
  }

  /** A word that may begin an address. */
  private boolean word() {
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
      return leaveOut("", at + "www\\.".length());
    }
    open |= text.length() - at == 4 && LinkPolicy.startsWith(text, at, "www\\");
    return (ended || !open) && pass(1);
  }

  private int matched(String beginning) {
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
    int end = limit();
    int to = Math.max(from, clear);
    while (to < end && !endsAuthority(text.charAt(to))) {
      steps++;
      to++;
    }
    clear = to;
    if (to >= end && !isWhole()) {
      return false;
    }
    to = Math.min(to, end);
    boolean cut = to == end && text.length() - at >= bound;
    int host = LinkPolicy.authorityLength(text, from, to);
    boolean path = to < end && "/?#".indexOf(text.charAt(to)) >= 0;
    while (!path && host > 0 && text.charAt(from + host - 1) == '.') {
      host--;
    }
    String authority = text.substring(from, from + host);
    if (host == 0 && !path && isTrailing(from, to)) {
      pass(from - at);
      if (to > from) {
        send(' ');
      }
      return true;
    }
    boolean undotted = !isDotted(authority);
    if (undotted && (network || (from == at && !path && isTrailing(from + host, to)))) {
      return pass(1);
    }
    boolean known = LinkPolicy.schemeLength(text, at) > 0 || from == at;
    boolean https = known && from > at && LinkPolicy.isHttps(text, from);
    if (!cut
        && host > 0
        && (known || network)
        && endsPlainly(from + host, to, path)
        && policy.isAllowedAuthority(authority, https || network)) {
      if (from > at && !network && "+.-".indexOf(last) >= 0) {
        // RFC 3986 section 3.1: with what stands before, it would be another scheme.
        send(' ');
      }
      return pass(from + host - at);
    }
    notice(
        "link", LinkPolicy.hostToShow("//" + text.substring(from, Math.min(to, from + MIN_BOUND))));
    at = from + host;
    skipping = true;
    return true;
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
      if (TRAILING.indexOf(text.charAt(i)) < 0) {
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
    while (i < to && TRAILING.indexOf(text.charAt(i)) >= 0) {
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

  /** Leaves the rest of an address out, but not what ends the sentence behind it. */
  private boolean skip(char c) {
    if (endsAddress(c)) {
      skipping = false;
      return true;
    }
    int end = limit();
    int i = at;
    while (i < end && TRAILING.indexOf(text.charAt(i)) >= 0) {
      steps++;
      i++;
    }
    if (i == end && !isWhole()) {
      return false;
    }
    if (i > at && (i == text.length() || endsAddress(text.charAt(i)))) {
      skipping = false;
      return true;
    }
    at = Math.max(i, at + 1);
    return true;
  }

  private static boolean endsAddress(char c) {
    return c <= ' ' || c >= 0x7F || NO_ADDRESS.indexOf(c) >= 0;
  }
}
