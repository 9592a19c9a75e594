package dev.parley.domain.guardrail.output;

/**
 * The part of an answer between what has been sent and what has come in, with the place that is
 * being read. Whatever is sent passes here, so that the code it may open is followed.
 *
 * <p>Indices count from the last {@link #takeSent()} on. At most a number of characters is looked
 * at from the place on, whatever has come in; those looked at are counted.
 */
final class AnswerWindow {
  private final int bound;
  private final MarkdownCode code = new MarkdownCode();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder sent = new StringBuilder();
  private int at;
  private boolean ended;
  private char last;
  private long steps;

  AnswerWindow(int bound) {
    this.bound = bound;
  }

  void append(String piece) {
    text.append(piece);
  }

  /** Nothing more will come. */
  void end() {
    ended = true;
  }

  /** Forgets what lies before the place, and says how many characters that was. */
  int forgetRead() {
    int read = at;
    text.delete(0, read);
    at = 0;
    return read;
  }

  /** What has been sent since this was last asked; often nothing, which costs nothing. */
  String takeSent() {
    if (sent.isEmpty()) {
      return "";
    }
    String taken = sent.toString();
    sent.setLength(0);
    return taken;
  }

  /** What has come in, now and whenever it is read later. */
  CharSequence text() {
    return text;
  }

  /** The code in what has been sent. */
  MarkdownCode code() {
    return code;
  }

  int at() {
    return at;
  }

  /** The last character that was sent; 0 before the first. */
  char last() {
    return last;
  }

  boolean hasNext() {
    return at < text.length();
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether as much has come in as may be held back. */
  boolean isFull() {
    return text.length() - at >= bound;
  }

  /** Whether nothing more is waited for: the text has ended, or the bound has been reached. */
  boolean isWhole() {
    return ended || isFull();
  }

  /** Where looking ahead ends. */
  int limit() {
    return Math.min(text.length(), at + bound);
  }

  char charAt(int i) {
    return text.charAt(i);
  }

  String slice(int from, int to) {
    return text.substring(from, to);
  }

  void count(int looked) {
    steps += looked;
  }

  /** Characters looked at, for the tests to bound. */
  long steps() {
    return steps;
  }

  /** Goes on without sending what lies between. */
  void moveTo(int i) {
    at = i;
  }

  /**
   * Sends so many characters as they are.
   *
   * @return true, which says that a step was taken
   */
  boolean pass(int length) {
    for (int i = 0; i < length; i++) {
      send(text.charAt(at + i));
    }
    at += length;
    return true;
  }

  void send(char c) {
    sent.append(c);
    code.read(c);
    last = c;
  }

  void send(String words) {
    for (int i = 0; i < words.length(); i++) {
      send(words.charAt(i));
    }
  }

  /** Sends a character and a blank behind it, so that it begins nothing. */
  boolean breakAfter() {
    pass(1);
    send(' ');
    return true;
  }

  /** Sends a blank before a character, so that it continues nothing. */
  boolean breakBefore() {
    send(' ');
    return pass(1);
  }

  /**
   * Says what has been taken out.
   *
   * @param host empty if there is none to show
   */
  void notice(String what, String host) {
    if (last != 0 && !Character.isWhitespace(last) && "([\"'*_|>".indexOf(last) < 0) {
      send(' ');
    }
    send("(" + what + " removed" + (host.isEmpty() ? "" : ": " + host) + ")");
  }
}
