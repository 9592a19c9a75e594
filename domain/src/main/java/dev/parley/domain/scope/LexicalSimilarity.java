package dev.parley.domain.scope;

import dev.parley.domain.knowledge.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of a phrase a question says, by words alone. Words are compared by their character
 * trigrams, so that an ending, a compound or a slip of the pen does not part them (Dice, 1945); of
 * the phrase's words, that share counts which finds its like in the question.
 */
final class LexicalSimilarity {
  /** Words less alike than this have nothing in common: boats, about. */
  private static final double LIKE = 0.5;

  private final List<Set<String>> words;

  LexicalSimilarity(String text) {
    this.words = Words.stems(text).stream().map(LexicalSimilarity::trigrams).toList();
  }

  /** From 0, nothing in common, to 1, every word of the phrase. */
  double covers(LexicalSimilarity phrase) {
    if (words.isEmpty() || phrase.words.isEmpty()) {
      return 0;
    }
    double sum = 0;
    for (Set<String> wanted : phrase.words) {
      double best = 0;
      for (Set<String> word : words) {
        best = Math.max(best, dice(wanted, word));
      }
      sum += best >= LIKE ? best : 0;
    }
    return sum / phrase.words.size();
  }

  private static double dice(Set<String> a, Set<String> b) {
    Set<String> small = a.size() <= b.size() ? a : b;
    Set<String> large = a.size() <= b.size() ? b : a;
    int common = 0;
    for (String trigram : small) {
      common += large.contains(trigram) ? 1 : 0;
    }
    return 2.0 * common / (a.size() + b.size());
  }

  private static Set<String> trigrams(String word) {
    String framed = "^" + word + "$";
    Set<String> trigrams = new HashSet<>();
    for (int i = 0; i + 3 <= framed.length(); i++) {
      trigrams.add(framed.substring(i, i + 3));
    }
    return trigrams;
  }
}
