package dev.parley.domain.guardrail.injection;

import java.util.HashSet;
import java.util.Set;

/** How far a request strays from what the sentences before it spoke of. */
final class Topic {
  /** Words beyond these are not kept: enough for a long page, and a bound on memory. */
  static final int MOST_WORDS = 20_000;

  /** Before the fourth sentence there is no topic to stray from. */
  private static final int FIRST_SENTENCES = 3;

  private static final int FEWEST_WORDS = 3;

  private final Set<Integer> known = new HashSet<>();
  private Set<Integer> sentence = new HashSet<>();
  private int sentences;
  private double astray;

  /** Reads a word of the sentence, by its hash. */
  void read(int word) {
    if (sentence.size() < MOST_WORDS) {
      sentence.add(word);
    }
  }

  /** The sentence that was read counts, and is a request or not. */
  void judge(boolean request) {
    sentences++;
    if (request && sentences > FIRST_SENTENCES && sentence.size() >= FEWEST_WORDS) {
      int shared = 0;
      for (int word : sentence) {
        if (known.contains(word)) {
          shared++;
        }
      }
      astray = Math.max(astray, 1 - (double) shared / sentence.size());
    }
    if (known.size() < MOST_WORDS) {
      known.addAll(sentence);
    }
  }

  /** Begins another sentence. */
  void next() {
    // Clearing takes as long as the set was ever large, which one long sentence makes it.
    sentence = new HashSet<>();
  }

  /** The largest part of a request's words that nothing before it had; 0 to 1. */
  double astray() {
    return astray;
  }
}
