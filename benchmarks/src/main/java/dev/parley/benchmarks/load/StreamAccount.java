package dev.parley.benchmarks.load;

import org.jspecify.annotations.Nullable;

/**
 * Keeps account of one answer: whether each event came once and in order, whether the text is what
 * it should be, and when its pieces came. Used by one thread.
 */
final class StreamAccount {
  private final byte @Nullable [] expected;
  private final long asked;
  private final Samples gaps;

  private long lastSeq;
  private long lost;
  private long doubled;
  private int position;
  private int pieces;
  private boolean otherText;
  private long firstText = -1;
  private long lastText;
  private boolean textNow;
  private boolean completed;

  /**
   * @param expected the text, in UTF-8; null: any
   * @param asked when the question was sent, in nanoseconds
   * @param gaps takes the time between one piece of text and the next
   */
  StreamAccount(byte @Nullable [] expected, long asked, Samples gaps) {
    this.expected = expected;
    this.asked = asked;
    this.gaps = gaps;
  }

  /** An event that carries its number; false: it came before, so it is not to be read. */
  boolean event(long seq) {
    if (seq <= lastSeq) {
      doubled++;
      return false;
    }
    lost += seq - lastSeq - 1;
    lastSeq = seq;
    return true;
  }

  /** The next byte of the text. */
  void text(byte next) {
    textNow = true;
    if (expected != null && (position >= expected.length || expected[position] != next)) {
      otherText = true;
    }
    position++;
  }

  /** The event that the last bytes came in has been read. */
  void read(long now) {
    if (!textNow) {
      return;
    }
    textNow = false;
    pieces++;
    if (firstText < 0) {
      firstText = now;
    } else {
      gaps.add(now - lastText);
    }
    lastText = now;
  }

  /** The answer said of itself that it is complete. */
  void complete() {
    completed = true;
  }

  /** Nothing more comes. An answer that breaks off has lost at least its last event. */
  void end() {
    if (!completed) {
      lost++;
    }
  }

  long lastSeq() {
    return lastSeq;
  }

  long lost() {
    return lost;
  }

  long doubled() {
    return doubled;
  }

  boolean completed() {
    return completed;
  }

  /** Whether the text is not, to the byte, what it should be. */
  boolean hasOtherText() {
    return otherText || (expected != null && position != expected.length);
  }

  /** How many events brought text. */
  int pieces() {
    return pieces;
  }

  /** Whether any text came. */
  boolean hasText() {
    return firstText >= 0;
  }

  /** From the question to the first piece of text, in nanoseconds. */
  long timeToFirstText() {
    return firstText - asked;
  }
}
