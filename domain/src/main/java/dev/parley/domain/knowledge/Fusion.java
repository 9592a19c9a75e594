package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reciprocal rank fusion of two ranked lists: an item scores the sum of {@code 1 / (k + rank)} over
 * the lists that hold it (Cormack, Clarke and Büttcher, SIGIR 2009).
 */
public final class Fusion {
  /** The constant of the paper; large enough that no single first place decides. */
  public static final int DEFAULT_K = 60;

  private Fusion() {}

  /** One fused item. */
  public record Fused<T>(T item, double score, LegRanks ranks) {}

  /**
   * Fuses two lists without duplicates, best first.
   *
   * @return every item of either list, best first; equal scores keep the order of the semantic
   *     list, then of the keyword list
   */
  public static <T> List<Fused<T>> reciprocalRank(List<T> semantic, List<T> keyword, int k) {
    Map<T, Integer> semanticRanks = ranks(semantic);
    Map<T, Integer> keywordRanks = ranks(keyword);
    List<Fused<T>> fused = new ArrayList<>(semantic.size() + keyword.size());
    for (T item : semantic) {
      fused.add(fuse(item, semanticRanks.get(item), keywordRanks.get(item), k));
    }
    for (T item : keyword) {
      if (!semanticRanks.containsKey(item)) {
        fused.add(fuse(item, null, keywordRanks.get(item), k));
      }
    }
    fused.sort(Comparator.comparingDouble((Fused<T> f) -> f.score()).reversed());
    return fused;
  }

  private static <T> Map<T, Integer> ranks(List<T> items) {
    Map<T, Integer> ranks = HashMap.newHashMap(items.size());
    for (T item : items) {
      ranks.putIfAbsent(item, ranks.size() + 1);
    }
    return ranks;
  }

  private static <T> Fused<T> fuse(
      T item, @Nullable Integer semantic, @Nullable Integer keyword, int k) {
    double score = share(semantic, k) + share(keyword, k);
    return new Fused<>(item, score, new LegRanks(semantic, keyword));
  }

  private static double share(@Nullable Integer rank, int k) {
    return rank == null ? 0 : 1.0 / (k + rank);
  }
}
