package dev.parley.domain.guardrail.pii;

import java.util.Arrays;

/**
 * The part of a text that is looked at: what has arrived and is undecided, and a little of what
 * went before. A recogniser reads it as if all of the text were there; where it reads past what has
 * arrived, {@link #starved()} tells that its answer is worth nothing yet. So what is found cannot
 * depend on where the text was cut.
 *
 * <p>Indices are into the window and hold until the next {@link #append}.
 */
final class Window {
  /** How far back a recogniser may look from where it begins. */
  static final int HISTORY = 64;

  private static final int CAPACITY = 1024;

  private final int reach;
  private char[] raw = new char[CAPACITY];
  private char[] folded = new char[CAPACITY];
  private int size;
  private long dropped;
  private boolean ended;
  private int limit;
  private boolean starved;
  private long reads;

  /**
   * @param reach how many characters from its beginning a recogniser may read
   */
  Window(int reach) {
    this.reach = reach;
  }

  /**
   * Takes more text, and forgets what lies before {@code at}, but for the history.
   *
   * @return what {@code at} is now
   */
  int append(String piece, int at) {
    int gone = Math.max(0, at - HISTORY);
    int needed = size - gone + piece.length();
    if (needed > raw.length) {
      int capacity = Math.max(needed, 2 * raw.length);
      raw = Arrays.copyOf(raw, capacity);
      folded = Arrays.copyOf(folded, capacity);
    }
    if (gone > 0) {
      System.arraycopy(raw, gone, raw, 0, size - gone);
      System.arraycopy(folded, gone, folded, 0, size - gone);
      size -= gone;
      dropped += gone;
    }
    piece.getChars(0, piece.length(), raw, size);
    for (int i = size; i < size + piece.length(); i++) {
      folded[i] = Chars.fold(raw[i]);
    }
    size += piece.length();
    return at - gone;
  }

  void end() {
    ended = true;
  }

  int size() {
    return size;
  }

  /** Where in the text an index of the window is. */
  long position(int index) {
    return dropped + index;
  }

  /** The characters as they came. */
  String text(int from, int to) {
    return new String(raw, from, to - from);
  }

  /** Begins a reading at an index. */
  void begin(int at) {
    limit = at + reach;
    starved = false;
  }

  /** Whether something was read, since the beginning, that has not arrived. */
  boolean starved() {
    return starved;
  }

  /** The folded character; {@link Chars#NONE} outside the text and beyond the reach. */
  char at(int index) {
    reads++;
    if (index >= size) {
      starved |= !ended && index < limit;
      return Chars.NONE;
    }
    return index < 0 || index >= limit ? Chars.NONE : folded[index];
  }

  /** Whether the text reads like this, in lower case, from an index on. */
  boolean reads(int index, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      if (Chars.lower(at(index + i)) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text reads exactly like this from an index on. */
  boolean readsExactly(int index, String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (at(index + i) != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** How many characters have been read so far: the work done, in steps. */
  long steps() {
    return reads;
  }
}
