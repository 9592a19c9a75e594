package dev.parley.benchmarks.retrieval;

import dev.parley.application.knowledge.PassageIndex;
import dev.parley.benchmarks.retrieval.Corpus.Part;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.util.Arrays;
import java.util.List;

/** Asks an index about a part of the passages, and judges what it finds. */
final class Measurement {
  static final int DEPTH = 10;

  /** Cosines that are computed in another order differ by less. */
  private static final double ROUNDING = 1e-5;

  private final PassageIndex index;
  private final Corpus corpus;
  private final Part part;
  private final TenantId tenant;
  private final long[] nanos;
  private int asked;
  private long wanted;
  private long found;
  private long foreign;

  Measurement(PassageIndex index, Corpus corpus, Part part, int questions) {
    this.index = index;
    this.corpus = corpus;
    this.part = part;
    this.tenant = Corpus.tenant(part.owner());
    this.nanos = new long[questions];
  }

  /**
   * Asks for the nearest.
   *
   * @param bar the cosine of the last of those that are right
   */
  void askNearest(float[] question, double bar, int right) {
    long began = System.nanoTime();
    List<Scored<ChunkId>> hits =
        index.semantic(tenant, Corpus.MODEL, question, part.filter(), DEPTH);
    nanos[asked++] = System.nanoTime() - began;
    judge(hits);
    wanted += right;
    found +=
        hits.stream()
            .mapToInt(hit -> Corpus.number(hit.item()))
            .distinct()
            .filter(chunk -> Corpus.product(question, corpus.vector(chunk)) >= bar - ROUNDING)
            .count();
  }

  /** Asks for words. */
  void askWords(String question) {
    long began = System.nanoTime();
    List<Scored<ChunkId>> hits = index.keyword(tenant, question, part.filter(), DEPTH);
    nanos[asked++] = System.nanoTime() - began;
    judge(hits);
  }

  private void judge(List<Scored<ChunkId>> hits) {
    foreign +=
        hits.stream().filter(hit -> !corpus.isPartOf(Corpus.number(hit.item()), part)).count();
  }

  /** What part of the right passages was found; 1 if none was looked for. */
  double recall() {
    return wanted == 0 ? 1 : Math.min(1, found / (double) wanted);
  }

  /** Passages of other tenants, or that the filter does not keep. */
  long foreign() {
    return foreign;
  }

  /** So many of a hundred questions took no longer, in milliseconds. */
  double percentile(double percent) {
    long[] sorted = Arrays.copyOf(nanos, asked);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.clamp(rank, 0, sorted.length - 1)] / 1e6;
  }
}
