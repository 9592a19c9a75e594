package dev.parley.domain.context;

import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.token.TokenCounter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is written, cut where its limits say. It holds back only what may be the
 * beginning of a text that ends it. Used by one thread.
 */
public final class LimitedAnswer {
  /** From this length on, in characters, what was counted once is not counted again. */
  private static final int COUNTED_AT_ONCE = 1_024;

  private final AnswerLimits limits;
  private final TokenCounter tokens;
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder uncounted = new StringBuilder();
  private int counted;
  private long passed;
  private long dropped;
  private @Nullable FinishReason end;

  /**
   * @param tokens counts as the model does that writes the answer, or nearly so
   */
  public LimitedAnswer(AnswerLimits limits, TokenCounter tokens) {
    this.limits = Objects.requireNonNull(limits);
    this.tokens = Objects.requireNonNull(tokens);
  }

  /** Takes the next characters, and gives those that belong to the answer; may be empty. */
  public String accept(String piece) {
    if (end != null) {
      dropped += piece.length();
      return "";
    }
    if (limits.stop().isEmpty()) {
      return fitting(piece);
    }
    held.append(piece);
    int stop = firstStop();
    if (stop >= 0) {
      end = FinishReason.STOP;
    }
    int to = stop >= 0 ? stop : held.length() - mayBegin();
    String settled = held.substring(0, to);
    held.delete(0, to);
    return fitting(settled);
  }

  /** Gives what was held back, since no more follows; may be empty. */
  public String finish() {
    String rest = end == null ? held.toString() : "";
    held.setLength(0);
    return fitting(rest);
  }

  /** Why the answer ends where it does; null: a limit has not been reached. */
  public @Nullable FinishReason end() {
    return end;
  }

  /**
   * Whether the model is to be broken off. Behind the most tokens it is given time to end of its
   * own accord, since then it says what was used; behind a text it is not.
   */
  public boolean isOver() {
    return end == FinishReason.STOP || dropped > passed;
  }

  /** Where the text begins that is whole first, as it would be character by character. */
  private int firstStop() {
    int first = -1;
    int firstEnd = Integer.MAX_VALUE;
    for (String stop : limits.stop()) {
      int at = held.indexOf(stop);
      int stopEnd = at + stop.length();
      if (at >= 0 && (stopEnd < firstEnd || (stopEnd == firstEnd && at < first))) {
        first = at;
        firstEnd = stopEnd;
      }
    }
    return first;
  }

  /** How many characters at the end may begin a text that ends the answer. */
  private int mayBegin() {
    int most = 0;
    for (String stop : limits.stop()) {
      for (int length = Math.min(stop.length() - 1, held.length()); length > most; length--) {
        if (stop.startsWith(held.substring(held.length() - length))) {
          most = length;
        }
      }
    }
    return most;
  }

  private String fitting(String text) {
    if (limits.maxTokens() == null || text.isEmpty()) {
      passed += text.length();
      return text;
    }
    int room = limits.maxTokens() - counted;
    int before = uncounted.length();
    uncounted.append(text);
    String fitting = text;
    if (tokens.count(uncounted) > room) {
      end = FinishReason.LENGTH;
      fitting = text.substring(0, fittingLength(before, room));
      uncounted.setLength(before + fitting.length());
    } else if (uncounted.length() > COUNTED_AT_ONCE) {
      settle();
    }
    passed += fitting.length();
    return fitting;
  }

  private int fittingLength(int before, int room) {
    int fits = 0;
    int tooLong = uncounted.length() - before;
    while (tooLong - fits > 1) {
      int middle = (fits + tooLong) >>> 1;
      if (tokens.count(uncounted.subSequence(0, before + middle)) <= room) {
        fits = middle;
      } else {
        tooLong = middle;
      }
    }
    boolean splits =
        fits > 0
            && Character.isHighSurrogate(uncounted.charAt(before + fits - 1))
            && Character.isLowSurrogate(uncounted.charAt(before + fits));
    return splits ? fits - 1 : fits;
  }

  /** Counts all but the last word for good: cut before white space, no text has more tokens. */
  private void settle() {
    int to = uncounted.length() - 1;
    while (to > 0 && !Character.isWhitespace(uncounted.charAt(to))) {
      to--;
    }
    if (to > 0) {
      counted += tokens.count(uncounted.subSequence(0, to));
      uncounted.delete(0, to);
    }
  }
}
