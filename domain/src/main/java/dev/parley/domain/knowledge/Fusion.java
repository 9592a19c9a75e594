package dev.parley.domain.knowledge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one ranked list out of two.
 *
 * <p>Reciprocal rank fusion looks at ranks alone: an item scores the sum of {@code 1 / (k + rank)}
 * over the lists that hold it (Cormack, Clarke and Büttcher, SIGIR 2009). Weighted fusion looks at
 * scores, made comparable first: {@code weight * semantic + (1 - weight) * keyword} (Bruch, Gai and
 * Ingber, An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 2023, who find it better
 * where the weight fits the documents).
 */
public final class Fusion {
  /** The constant of the paper; large enough that no single first place decides. */
  public static final int DEFAULT_K = 60;

  /**
   * The weight of the semantic list where scores are normalised by {@link
   * ScoreNormalisation#MIN_MAX}.
   *
   * <p>nDCG@10 with bge-small-en-v1.5 and BM25 widened by {@link RelevanceFeedback}, 100 of each
   * list: Cranfield .440, CISI .475; with a weight of .4 .440 and .472, of .6 .436 and .468. {@link
   * #reciprocalRank} with {@link #DEFAULT_K} gives .434 and .462. Chosen on these two collections.
   */
  public static final double DEFAULT_WEIGHT = 0.5;

  private Fusion() {}

  /** One fused item. */
  public record Fused<T>(T item, double score, LegRanks ranks) {}

  /** An item of a list as its search scored it; more is better. */
  public record Scored<T>(T item, double score) {}

  /**
   * Fuses two lists without duplicates, best first.
   *
   * @return every item of either list, best first; equal scores keep the order of the semantic
   *     list, then of the keyword list
   */
  public static <T> List<Fused<T>> reciprocalRank(List<T> semantic, List<T> keyword, int k) {
    ByRank reciprocal = rank -> 1.0 / (k + rank);
    return fused(ranked(semantic, reciprocal, 0), ranked(keyword, reciprocal, 0));
  }

  /**
   * Fuses two lists without duplicates, each best first, by their normalised scores. What a list
   * does not hold counts as its worst item does: it cannot have scored more.
   *
   * @param semantic cosines
   * @param keyword scores of BM25 or another measure without negative values
   * @param weight of the semantic list, 0 to 1
   * @return as {@link #reciprocalRank} does; scores are 0 to 1, except under {@link
   *     ScoreNormalisation#Z_SCORE}
   */
  public static <T> List<Fused<T>> weighted(
      List<Scored<T>> semantic,
      List<Scored<T>> keyword,
      double weight,
      ScoreNormalisation normalisation) {
    return weighted(semantic, keyword, weight, normalisation, 0);
  }

  /**
   * As {@link #weighted(List, List, double, ScoreNormalisation)}, except that a list shorter than
   * was asked for holds everything that its search found: what it lacks was not found at all, and
   * counts 0, or as the worst does if that is less. So the only chunk that has a word is not taken
   * for as good as those without it.
   *
   * @param depth how many items each search was asked for
   */
  public static <T> List<Fused<T>> weighted(
      List<Scored<T>> semantic,
      List<Scored<T>> keyword,
      double weight,
      ScoreNormalisation normalisation,
      int depth) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 0..1)");
    }
    return fused(
        leg(semantic, weight, normalisation, ScoreNormalisation.LOWEST_COSINE, depth),
        leg(keyword, 1 - weight, normalisation, ScoreNormalisation.LOWEST_BM25, depth));
  }

  /**
   * Makes one list of what searches by different models found by meaning. Cosines of different
   * models lie differently, so those of each further list are stretched to lie between the worst
   * and the best of the first that holds anything: its best is as good as the best of that, and its
   * worst as bad. A single list stays as it is.
   *
   * @param lists each best first, none with an item of another
   * @param limit the most items
   * @return best first; equal scores keep the order of the lists
   */
  public static <T> List<Scored<T>> asOne(List<List<Scored<T>>> lists, int limit) {
    List<List<Scored<T>>> found = lists.stream().filter(list -> !list.isEmpty()).toList();
    if (found.size() < 2) {
      return found.isEmpty() ? List.of() : found.getFirst();
    }
    double best = found.getFirst().getFirst().score();
    double worst = found.getFirst().getLast().score();
    List<Scored<T>> one = new ArrayList<>(found.getFirst());
    for (List<Scored<T>> list : found.subList(1, found.size())) {
      double top = list.getFirst().score();
      double bottom = list.getLast().score();
      for (Scored<T> hit : list) {
        double share = top > bottom ? (hit.score() - bottom) / (top - bottom) : 1;
        one.add(new Scored<>(hit.item(), worst + share * (best - worst)));
      }
    }
    one.sort(Comparator.comparingDouble((Scored<T> hit) -> hit.score()).reversed());
    return List.copyOf(one.subList(0, Math.min(limit, one.size())));
  }

  /** A list's items in order, what each has to give, and what it gives to those that it lacks. */
  private record Leg<T>(List<T> items, Map<T, Share> shares, double otherwise) {}

  private record Share(int rank, double value) {}

  @FunctionalInterface
  private interface ByRank {
    double share(int rank);
  }

  private static <T> Leg<T> ranked(List<T> items, ByRank value, double otherwise) {
    Map<T, Share> shares = HashMap.newHashMap(items.size());
    for (T item : items) {
      int rank = shares.size() + 1;
      shares.putIfAbsent(item, new Share(rank, value.share(rank)));
    }
    return new Leg<>(items, shares, otherwise);
  }

  private static <T> Leg<T> leg(
      List<Scored<T>> list,
      double weight,
      ScoreNormalisation normalisation,
      double lowest,
      int depth) {
    double[] values = normalisation.of(list.stream().mapToDouble(Scored::score).toArray(), lowest);
    double worst = Arrays.stream(values).min().orElse(0);
    double otherwise = list.size() < depth ? Math.min(worst, 0) : worst;
    List<T> items = list.stream().map(Scored::item).toList();
    return ranked(items, rank -> weight * values[rank - 1], weight * otherwise);
  }

  private static <T> List<Fused<T>> fused(Leg<T> semantic, Leg<T> keyword) {
    List<Fused<T>> fused = new ArrayList<>(semantic.items().size() + keyword.items().size());
    for (T item : semantic.items()) {
      fused.add(fuse(item, semantic, keyword));
    }
    for (T item : keyword.items()) {
      if (!semantic.shares().containsKey(item)) {
        fused.add(fuse(item, semantic, keyword));
      }
    }
    fused.sort(Comparator.comparingDouble((Fused<T> f) -> f.score()).reversed());
    return fused;
  }

  private static <T> Fused<T> fuse(T item, Leg<T> semantic, Leg<T> keyword) {
    Share meaning = semantic.shares().get(item);
    Share words = keyword.shares().get(item);
    double score = value(meaning, semantic) + value(words, keyword);
    return new Fused<>(item, score, new LegRanks(rank(meaning), rank(words)));
  }

  private static double value(@Nullable Share share, Leg<?> leg) {
    return share == null ? leg.otherwise() : share.value();
  }

  private static @Nullable Integer rank(@Nullable Share share) {
    return share == null ? null : share.rank();
  }
}
