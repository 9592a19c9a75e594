package dev.parley.domain.bot;

import dev.parley.domain.knowledge.Fusion;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a bot looks things up.
 *
 * @param k how many passages it is shown at most
 * @param minScore 0 to 1: what does not reach it is left out, as {@link #admits} says; 0 leaves
 *     nothing out
 * @param diversity 0 to 1: how much unlikeness to passages chosen before weighs against relevance
 * @param semanticWeight 0 to 1: what meaning weighs against words in weighted fusion; otherwise
 *     kept and not looked at
 * @param rerank whether a reranker judges the best of what was found, where there is one
 * @param narrowing which documents are looked into
 */
public record RetrievalSettings(
    int k,
    double minScore,
    SearchMode mode,
    double diversity,
    FusionMethod fusion,
    double semanticWeight,
    boolean rerank,
    Narrowing narrowing) {
  /** More passages than this crowd out the conversation. */
  public static final int MAX_K = 50;

  public static final RetrievalSettings DEFAULT =
      new RetrievalSettings(
          6, 0, SearchMode.HYBRID, 0, FusionMethod.WEIGHTED, Fusion.DEFAULT_WEIGHT);

  public RetrievalSettings {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(fusion);
    Objects.requireNonNull(narrowing);
    if (k < 1 || k > MAX_K) {
      throw new InvalidValue("retrieval.k", k, "1.." + MAX_K);
    }
    requireShare("retrieval.min_score", minScore);
    requireShare("retrieval.diversity", diversity);
    requireShare("retrieval.semantic_weight", semanticWeight);
  }

  /** Of all documents. */
  public RetrievalSettings(
      int k,
      double minScore,
      SearchMode mode,
      double diversity,
      FusionMethod fusion,
      double semanticWeight,
      boolean rerank) {
    this(k, minScore, mode, diversity, fusion, semanticWeight, rerank, Narrowing.NONE);
  }

  /** Without a reranker. */
  public RetrievalSettings(
      int k,
      double minScore,
      SearchMode mode,
      double diversity,
      FusionMethod fusion,
      double semanticWeight) {
    this(k, minScore, mode, diversity, fusion, semanticWeight, false);
  }

  private static void requireShare(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidValue(field, value, "0..1");
    }
  }

  /** What meaning weighs in this mode: a leg that is asked alone has all the weight. */
  public double weight() {
    return switch (mode) {
      case HYBRID -> semanticWeight;
      case SEMANTIC -> 1;
      case KEYWORD -> 0;
    };
  }

  /**
   * Whether a passage is good enough. In weighted fusion of both legs a score says only how a
   * passage stands among those that were found, of which the best always has a high one; so there,
   * and where meaning is asked alone, the cosine is held against {@code minScore}. Scores of
   * reciprocal rank, which stay below 0.033, and those of words alone, the share of the best
   * passage's BM25, are held against it themselves.
   *
   * @param cosine of question and passage; null where the passage has no vector, which is no reason
   *     to leave it out
   */
  public boolean admits(double score, @Nullable Double cosine) {
    if (minScore == 0) {
      return true;
    }
    return judgesByCosine() ? cosine == null || cosine >= minScore : score >= minScore;
  }

  /** Whether {@link #admits} looks at the cosine. */
  public boolean judgesByCosine() {
    return minScore > 0 && fusion == FusionMethod.WEIGHTED && mode != SearchMode.KEYWORD;
  }

  /**
   * The same where meaning cannot be asked. Nothing is held against {@code minScore} then, which
   * was chosen for cosines.
   */
  public RetrievalSettings byWordsAlone() {
    return new RetrievalSettings(
        k, 0, SearchMode.KEYWORD, diversity, fusion, semanticWeight, rerank, narrowing);
  }

  /** The same for another number of passages. */
  public RetrievalSettings ofAtMost(int passages) {
    return new RetrievalSettings(
        passages, minScore, mode, diversity, fusion, semanticWeight, rerank, narrowing);
  }

  /** The same for these documents alone. */
  public RetrievalSettings narrowedTo(Narrowing other) {
    return new RetrievalSettings(
        k, minScore, mode, diversity, fusion, semanticWeight, rerank, other);
  }
}
