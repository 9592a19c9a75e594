package dev.parley.domain.knowledge;

import java.util.Objects;

/**
 * A chunk that was found for a question.
 *
 * @param title of its document
 * @param score what its place rests on: the reranker's score where one judged it, else the fused
 *     one; comparable within one search only
 * @param ranks where each leg of the search had it
 * @param scores what each leg of the search gave it, and a reranker
 */
public record Passage(Chunk chunk, String title, double score, LegRanks ranks, LegScores scores) {
  public Passage {
    Objects.requireNonNull(chunk);
    Objects.requireNonNull(title);
    Objects.requireNonNull(ranks);
    Objects.requireNonNull(scores);
  }

  /** The same, as a reranker scored it. */
  public Passage reranked(double rerank) {
    return new Passage(
        chunk, title, rerank, ranks, new LegScores(scores.semantic(), scores.keyword(), rerank));
  }

  /** A piece of a file that is shown whatever is asked: nothing looked for it. */
  public static Passage shown(Chunk chunk, String title) {
    return new Passage(chunk, title, 0, new LegRanks(null, null), new LegScores(null, null));
  }
}
