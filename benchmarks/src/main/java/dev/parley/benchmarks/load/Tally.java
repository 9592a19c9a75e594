package dev.parley.benchmarks.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of many streams. Filled by one thread, then read. */
final class Tally {
  private static final int MOST_REASONS = 5;

  private final Samples gaps = new Samples();
  private final Samples firstTexts = new Samples();
  private final Map<String, Integer> failures = new LinkedHashMap<>();
  private long begun;
  private long completed;
  private long lost;
  private long doubled;
  private long otherTexts;
  private long tokens;
  private long open;
  private long mostOpen;
  private Duration took = Duration.ZERO;

  Samples gaps() {
    return gaps;
  }

  Samples firstTexts() {
    return firstTexts;
  }

  void began() {
    begun++;
    open++;
    mostOpen = Math.max(mostOpen, open);
  }

  /**
   * A stream has ended, in whatever way.
   *
   * @param tokensOfText how many its text has
   */
  void ended(StreamAccount account, int tokensOfText) {
    open--;
    account.end();
    lost += account.lost();
    doubled += account.doubled();
    if (account.hasText()) {
      firstTexts.add(account.timeToFirstText());
    }
    if (account.completed()) {
      completed++;
      if (account.hasOtherText()) {
        otherTexts++;
      } else {
        tokens += tokensOfText;
      }
    }
  }

  /** A reason why a stream did not complete. */
  void failed(String reason) {
    if (failures.size() < MOST_REASONS || failures.containsKey(reason)) {
      failures.merge(reason, 1, Integer::sum);
    }
  }

  void took(Duration duration) {
    took = duration;
  }

  /** Whether every event of every stream came, once, with the right text. */
  boolean isWhole() {
    return completed == begun && lost == 0 && doubled == 0 && otherTexts == 0 && failures.isEmpty();
  }

  long begun() {
    return begun;
  }

  long completed() {
    return completed;
  }

  long lost() {
    return lost;
  }

  long doubled() {
    return doubled;
  }

  long otherTexts() {
    return otherTexts;
  }

  /** How many streams are open now. */
  long open() {
    return open;
  }

  /** The most streams that were open at once. */
  long mostOpen() {
    return mostOpen;
  }

  /** Tokens of the streams that came whole. */
  long tokens() {
    return tokens;
  }

  double tokensPerSecond() {
    return took.isZero() ? 0 : tokens * 1e9 / took.toNanos();
  }

  /** Why streams did not complete, with how many. */
  Map<String, Integer> failures() {
    return failures;
  }
}
