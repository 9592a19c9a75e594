package dev.parley.domain.guardrail.injection;

/** A text that is looked up in, and the number of looks, so that linear work can be checked. */
final class CountedText {
  private final CharSequence text;
  private long work;

  CountedText(CharSequence text) {
    this.text = text;
  }

  int length() {
    return text.length();
  }

  char charAt(int at) {
    return text.charAt(at);
  }

  CharSequence chars() {
    return text;
  }

  void count(int looks) {
    work += looks;
  }

  long work() {
    return work;
  }

  /** Whether one of so many short texts stands at a place. */
  boolean holds(int at, String... options) {
    for (String option : options) {
      work++;
      if (option.length() <= text.length() - at && matches(at, option)) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(int at, String option) {
    for (int i = 0; i < option.length(); i++) {
      if (text.charAt(at + i) != option.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
