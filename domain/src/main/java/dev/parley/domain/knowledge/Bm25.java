package dev.parley.domain.knowledge;

import dev.parley.domain.knowledge.Fusion.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ranks a handful of texts by the words of a question, where no index holds them: Okapi BM25
 * (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009) over the
 * stems of {@link Words}, with the usual constants. Linear in the texts.
 */
public final class Bm25 {
  /** How soon the repetition of a word counts no more. */
  private static final double K1 = 1.2;

  /** How much a long text is held against its words. */
  private static final double B = 0.75;

  private Bm25() {}

  /**
   * The texts that hold a word of the question.
   *
   * @return positions in the list with scores above 0, best first; equal ones in their order
   */
  public static List<Scored<Integer>> rank(String question, List<String> texts) {
    Set<String> wanted = Words.stems(question);
    List<Map<String, Integer>> counts = new ArrayList<>(texts.size());
    Map<String, Integer> holders = new HashMap<>();
    long length = 0;
    int[] lengths = new int[texts.size()];
    for (int i = 0; i < lengths.length; i++) {
      List<String> stems = Words.allStems(texts.get(i));
      Map<String, Integer> count = new HashMap<>();
      stems.stream().filter(wanted::contains).forEach(stem -> count.merge(stem, 1, Integer::sum));
      count.keySet().forEach(stem -> holders.merge(stem, 1, Integer::sum));
      counts.add(count);
      lengths[i] = stems.size();
      length += stems.size();
    }
    double average = (double) length / Math.max(1, lengths.length);
    List<Scored<Integer>> ranked = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      double score = 0;
      for (Map.Entry<String, Integer> stem : counts.get(i).entrySet()) {
        int held = holders.getOrDefault(stem.getKey(), 0);
        double rarity = Math.log(1 + (lengths.length - held + 0.5) / (held + 0.5));
        double damping = K1 * (1 - B + B * lengths[i] / average);
        score += rarity * stem.getValue() * (K1 + 1) / (stem.getValue() + damping);
      }
      if (score > 0) {
        ranked.add(new Scored<>(i, score));
      }
    }
    ranked.sort(Comparator.comparingDouble((Scored<Integer> hit) -> hit.score()).reversed());
    return ranked;
  }
}
