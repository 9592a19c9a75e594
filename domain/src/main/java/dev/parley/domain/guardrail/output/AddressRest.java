package dev.parley.domain.guardrail.output;

/** Leaves the rest of an address out, but not what ends the sentence behind it. */
final class AddressRest {
  /** What ends a sentence rather than an address (GitHub Flavored Markdown section 6.9). */
  private static final String TRAILING = ".,;:!?)'\"*_~`|}>";

  private static final String NO_ADDRESS = "<>\"[]`|{}^";

  private final AnswerWindow window;
  private boolean open;

  AddressRest(AnswerWindow window) {
    this.window = window;
  }

  /** Whether the rest of an address is being left out. */
  boolean isOpen() {
    return open;
  }

  /**
   * Says that a link has been taken out, and begins to leave out the rest of its address.
   *
   * @param from where the rest begins
   */
  boolean leaveOut(String host, int from) {
    window.notice("link", host);
    window.moveTo(from);
    open = true;
    return true;
  }

  /** Takes one step; false if more of the text must be known for it. */
  boolean skip(char c) {
    if (endsAddress(c)) {
      open = false;
      return true;
    }
    int end = window.limit();
    int i = window.at();
    while (i < end && isTrailing(window.charAt(i))) {
      window.count(1);
      i++;
    }
    if (i == end && !window.isWhole()) {
      return false;
    }
    if (i > window.at() && (i == window.text().length() || endsAddress(window.charAt(i)))) {
      open = false;
      return true;
    }
    window.moveTo(Math.max(i, window.at() + 1));
    return true;
  }

  /** Whether a character ends a sentence rather than being part of an address. */
  static boolean isTrailing(char c) {
    return TRAILING.indexOf(c) >= 0;
  }

  private static boolean endsAddress(char c) {
    return c <= ' ' || c >= 0x7F || NO_ADDRESS.indexOf(c) >= 0;
  }
}
