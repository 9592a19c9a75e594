package dev.parley.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * How an event is written, and what it says. Allocates nothing: it must not be what is measured.
 */
enum Dialect {
  /** Parley's events, numbered in {@code id:}. */
  RUN_EVENTS {
    @Override
    void read(byte[] bytes, int from, int to, StreamAccount account) {
      int id = line(bytes, from, to, ID);
      if (id < 0) {
        // A comment.
        return;
      }
      if (!account.event(numberAtEnd(bytes, id, endOfLine(bytes, id, to)))) {
        return;
      }
      int type = line(bytes, from, to, EVENT);
      if (type >= 0 && startsWith(bytes, type, to, DELTA)) {
        int text = find(bytes, type, to, TEXT);
        if (text >= 0) {
          JsonString.decode(bytes, text + TEXT.length, to, account);
        }
      } else if (type >= 0 && startsWith(bytes, type, to, COMPLETED)) {
        account.complete();
      }
    }
  },

  /** OpenAI's chunks, which have no numbers: the text says whether one is missing. */
  OPENAI_CHUNKS {
    @Override
    void read(byte[] bytes, int from, int to, StreamAccount account) {
      int data = line(bytes, from, to, DATA);
      if (data < 0) {
        return;
      }
      if (startsWith(bytes, data, to, DONE)) {
        account.complete();
        return;
      }
      int text = find(bytes, data, to, CONTENT);
      if (text >= 0) {
        JsonString.decode(bytes, text + CONTENT.length, to, account);
      }
    }
  };

  private static final byte[] ID = "id: ".getBytes(US_ASCII);
  private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(US_ASCII);
  private static final byte[] DELTA = "message.delta\n".getBytes(US_ASCII);
  private static final byte[] COMPLETED = "message.completed\n".getBytes(US_ASCII);
  private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
  private static final byte[] TEXT = "\"text\":\"".getBytes(US_ASCII);
  private static final byte[] CONTENT = "\"content\":\"".getBytes(US_ASCII);

  /** Reads one event, which lies between two offsets. */
  abstract void read(byte[] bytes, int from, int to, StreamAccount account);

  /** Where a line's value begins; -1: there is no such line. */
  private static int line(byte[] bytes, int from, int to, byte[] label) {
    int start = from;
    while (start < to) {
      if (startsWith(bytes, start, to, label)) {
        return start + label.length;
      }
      start = endOfLine(bytes, start, to) + 1;
    }
    return -1;
  }

  private static int endOfLine(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean startsWith(byte[] bytes, int from, int to, byte[] word) {
    if (to - from < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (bytes[from + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static int find(byte[] bytes, int from, int to, byte[] word) {
    for (int i = from; i <= to - word.length; i++) {
      if (startsWith(bytes, i, to, word)) {
        return i;
      }
    }
    return -1;
  }

  /** The digits that a line ends with. */
  private static long numberAtEnd(byte[] bytes, int from, int to) {
    long number = 0;
    long place = 1;
    for (int i = to - 1; i >= from && bytes[i] >= '0' && bytes[i] <= '9'; i--) {
      number += (bytes[i] - '0') * place;
      place *= 10;
    }
    return number;
  }
}
