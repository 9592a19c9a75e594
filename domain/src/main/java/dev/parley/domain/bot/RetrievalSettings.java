package dev.parley.domain.bot;

import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;

/**
 * How a bot looks things up.
 *
 * @param k how many passages it is shown at most
 * @param minScore passages with a lower fused score are left out
 * @param diversity 0 to 1: how much unlikeness to passages chosen before weighs against relevance
 */
public record RetrievalSettings(int k, double minScore, SearchMode mode, double diversity) {
  /** More passages than this crowd out the conversation. */
  public static final int MAX_K = 50;

  public static final RetrievalSettings DEFAULT = new RetrievalSettings(6, 0, SearchMode.HYBRID, 0);

  public RetrievalSettings {
    Objects.requireNonNull(mode);
    if (k < 1 || k > MAX_K) {
      throw new InvalidValue("retrieval.k", k, "1.." + MAX_K);
    }
    if (!(minScore >= 0 && minScore <= 1)) {
      throw new InvalidValue("retrieval.min_score", minScore, "0..1");
    }
    if (!(diversity >= 0 && diversity <= 1)) {
      throw new InvalidValue("retrieval.diversity", diversity, "0..1");
    }
  }
}
