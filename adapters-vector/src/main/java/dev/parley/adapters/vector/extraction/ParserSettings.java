package dev.parley.adapters.vector.extraction;

import java.time.Duration;

/**
 * How documents are parsed.
 *
 * @param workers how many documents are read at a time; inspections have processes of their own
 * @param timeLimit of reading one document
 * @param moreTime what a document gets beyond that whose pages are pictures, where those are read
 * @param maxCharacters the most characters of text that one document may have
 * @param maxDocuments after so many a process is replaced
 * @param idleLimit a process that is asked nothing for so long is ended
 */
public record ParserSettings(
    int workers,
    Duration timeLimit,
    Duration moreTime,
    int maxCharacters,
    int maxDocuments,
    Duration idleLimit) {
  /** Three times a long novel. */
  public static final int MAX_CHARACTERS = 20_000_000;

  private static final int MAX_WORKERS = 64;
  private static final int MAX_DOCUMENTS = 500;
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(1);

  public ParserSettings {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "workers: " + workers + " (expected: 1.." + MAX_WORKERS + ")");
    }
    require("timeLimit", timeLimit);
    require("idleLimit", idleLimit);
    if (moreTime.isNegative()) {
      throw new IllegalArgumentException("moreTime: " + moreTime + " (expected: 0 or more)");
    }
    if (maxCharacters < 1 || maxDocuments < 1) {
      throw new IllegalArgumentException(
          "maxCharacters, maxDocuments: "
              + maxCharacters
              + ", "
              + maxDocuments
              + " (expected: at least 1)");
    }
  }

  private static void require(String name, Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException(name + ": " + limit + " (expected: more than 0)");
    }
  }

  /** What is usual, but for what machines and patience differ in. */
  public static ParserSettings of(int workers, Duration timeLimit, Duration moreTime) {
    return new ParserSettings(
        workers, timeLimit, moreTime, MAX_CHARACTERS, MAX_DOCUMENTS, IDLE_LIMIT);
  }
}
