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

  private final AnswerWindow window;
  private final AddressRest rest;
  private final LabelledLinks labelled;
  private final AngleBrackets brackets;
  private final BareAddresses bare;

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
    window = new AnswerWindow(bound);
    rest = new AddressRest(window);
    labelled = new LabelledLinks(policy, window, rest);
    brackets = new AngleBrackets(policy, window);
    bare = new BareAddresses(policy, window, rest);
  }

  @Override
  public void accept(String piece, Consumer<String> out) {
    window.append(piece);
    read(out);
  }

  @Override
  public void finish(Consumer<String> out) {
    window.end();
    read(out);
  }

  long steps() {
    return window.steps();
  }

  private void read(Consumer<String> out) {
    while (window.hasNext() && step()) {
      window.count(1);
    }
    bare.shift(window.forgetRead());
    String sent = window.takeSent();
    if (!sent.isEmpty()) {
      out.accept(sent);
    }
  }

  /** Takes one step; false if more of the text must be known for it. */
  private boolean step() {
    char c = window.charAt(window.at());
    if (rest.isOpen()) {
      return rest.skip(c);
    }
    MarkdownCode code = window.code();
    if (code.isFencedAt(c)) {
      return window.pass(1);
    }
    if (!mayBegin(c)) {
      return window.pass(1);
    }
    if (code.openSpan() > 0) {
      return passSpan(code.openSpan());
    }
    return switch (c) {
      case '(' -> labelled.destination();
      case ':' -> window.last() == ']' ? labelled.definition() : bare.scheme();
      case '<' -> brackets.read();
      case '&' -> entity();
      case '/' -> bare.slashes();
      default -> bare.word();
    };
  }

  /** Whether something that this stage looks for may begin with a character, after the last one. */
  private boolean mayBegin(char c) {
    char last = window.last();
    return switch (c) {
      case '(' -> last == ']';
      case ':', '<', '&' -> true;
      case '/' -> !LinkPolicy.isAlphanumeric(last) && last != ':' && last != '/';
      case 'h', 'H', 'f', 'F', 'w', 'W' -> !LinkPolicy.isAlphanumeric(last);
      default -> false;
    };
  }

  /** Passes a code span that closes on its line, or finds that it does not. */
  private boolean passSpan(int backticks) {
    int at = window.at();
    int end = window.limit();
    int run = 0;
    for (int i = at; i <= end; i++) {
      window.count(1);
      char c = i < end ? window.charAt(i) : 0;
      if (i < end && c == '`') {
        run++;
        continue;
      }
      if (i == end && !window.isWhole()) {
        return false;
      }
      if (run == backticks) {
        return window.pass(i - at);
      }
      run = 0;
      boolean definition = c == ':' && (i > at ? window.charAt(i - 1) : window.last()) == ']';
      if (i == end || c == '\n' || c == '\r' || c == '|' || definition) {
        break;
      }
    }
    window.code().leaveSpan();
    return true;
  }

  /** {@code &}: a reference that hides a part of an address is broken. */
  private boolean entity() {
    int at = window.at();
    int end = window.limit();
    if (Entities.semicolon(window.text(), at, end) == end && !window.isWhole()) {
      return false;
    }
    return Entities.hidesAddress(window.text(), at, end) ? window.breakAfter() : window.pass(1);
  }
}
