package dev.parley.benchmarks.knowledge;

import dev.parley.domain.knowledge.Diversity;
import dev.parley.domain.knowledge.Diversity.Candidate;
import dev.parley.domain.knowledge.Fusion;
import dev.parley.domain.knowledge.Fusion.Fused;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.knowledge.ScoreNormalisation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two lists of 200, half of them in both, fused; and six of 50 passages chosen for diversity. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class RankingBenchmark {
  private static final int DEPTH = 200;
  private static final int CANDIDATES = 50;
  private static final int DIMENSION = 384;
  private static final int WANTED = 6;

  private final Random random = new Random(26);
  private final List<UUID> semantic =
      Stream.generate(() -> new UUID(random.nextLong(), random.nextLong())).limit(DEPTH).toList();
  private final List<UUID> keyword = shuffled();
  private final List<Scored<UUID>> semanticScores = scored(semantic);
  private final List<Scored<UUID>> keywordScores = scored(keyword);
  private final List<Candidate<UUID>> candidates =
      semantic.stream()
          .limit(CANDIDATES)
          .map(id -> new Candidate<>(id, random.nextDouble(), vector()))
          .toList();

  private List<UUID> shuffled() {
    List<UUID> ids =
        new ArrayList<>(
            Stream.concat(
                    semantic.stream().limit(DEPTH / 2),
                    Stream.generate(() -> new UUID(random.nextLong(), random.nextLong())))
                .limit(DEPTH)
                .toList());
    Collections.shuffle(ids, random);
    return ids;
  }

  private static List<Scored<UUID>> scored(List<UUID> ids) {
    return IntStream.range(0, ids.size())
        .mapToObj(i -> new Scored<>(ids.get(i), 1.0 / (i + 1)))
        .toList();
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    double square = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  /** By rank. */
  @Benchmark
  public List<Fused<UUID>> fusesByRank() {
    return Fusion.reciprocalRank(semantic, keyword, Fusion.DEFAULT_K);
  }

  /** By score. */
  @Benchmark
  public List<Fused<UUID>> fusesByScore() {
    return Fusion.weighted(
        semanticScores, keywordScores, Fusion.DEFAULT_WEIGHT, ScoreNormalisation.MIN_MAX);
  }

  /** Six of fifty, as a prompt wants them. */
  @Benchmark
  public List<UUID> picksSix() {
    return Diversity.pick(candidates, WANTED, 0.3);
  }

  /** All fifty in order, the most that it can cost. */
  @Benchmark
  public List<UUID> picksAll() {
    return Diversity.pick(candidates, CANDIDATES, 0.3);
  }
}
