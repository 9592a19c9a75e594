package dev.parley.benchmarks.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.benchmarks.retrieval.Corpus.Part;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final int LARGE = 2_000;
  private static final Corpus CORPUS = new Corpus(LARGE);

  /** Finds the same chunks whatever it is asked. */
  private record Stubborn(List<Integer> chunks) implements PassageIndex {
    private List<Scored<ChunkId>> hits() {
      return chunks.stream().map(i -> new Scored<>(new ChunkId(new UUID(4, i)), 1)).toList();
    }

    @Override
    public void put(TenantId tenant, DocumentId document, DocumentChunks content) {}

    @Override
    public void remove(TenantId tenant, Set<DocumentId> documents) {}

    @Override
    public void removeTenant(TenantId tenant) {}

    @Override
    public Map<DocumentId, Long> revisions(TenantId tenant) {
      return Map.of();
    }

    @Override
    public Map<DocumentId, Long> revisions(TenantId tenant, Set<DocumentId> documents) {
      return Map.of();
    }

    @Override
    public List<Scored<ChunkId>> semantic(
        TenantId tenant, String model, float[] vector, Filter filter, int limit) {
      return hits();
    }

    @Override
    public List<Scored<ChunkId>> keyword(
        TenantId tenant, String query, List<Feedback> feedback, Filter filter, int limit) {
      return hits();
    }
  }

  private static Measurement measure(List<Integer> found, Part part, int... questions) {
    Measurement measurement = new Measurement(new Stubborn(found), CORPUS, part, questions.length);
    for (int chunk : questions) {
      // Nothing is nearer to a chunk than itself.
      measurement.askNearest(CORPUS.vector(chunk), 1, 1);
    }
    return measurement;
  }

  @Test
  void countsWhatIsFoundOfWhatIsRight() {
    Part all = CORPUS.parts().getFirst();

    assertThat(measure(List.of(5, 5, 7), all, 5).recall()).isEqualTo(1);
    assertThat(measure(List.of(5), all, 5, 6).recall()).isEqualTo(0.5);
    assertThat(measure(List.of(), all, 5).recall()).isZero();
    assertThat(measure(List.of(5), all, 5).percentile(99)).isPositive();
  }

  @Test
  void countsForeignPassages() {
    Part all = CORPUS.parts().getFirst();
    Part dataset = CORPUS.parts().get(1);

    assertThat(measure(List.of(5, 6), all, 5).foreign()).isZero();
    assertThat(measure(List.of(5, LARGE + 1), all, 5).foreign()).isEqualTo(1);
    assertThat(measure(List.of(3 * Corpus.DOCUMENT, 5), dataset, 5).foreign()).isEqualTo(1);
    Measurement words = new Measurement(new Stubborn(List.of(LARGE)), CORPUS, all, 1);
    words.askWords("w1");
    assertThat(words.foreign()).isEqualTo(1);
  }

  @Test
  void partsKeepTheShareThatTheyTell() {
    List<Part> parts = CORPUS.parts();

    assertThat(kept(parts.get(0))).isEqualTo(LARGE);
    assertThat(kept(parts.get(1))).isEqualTo(LARGE / 10);
    assertThat(kept(parts.get(3))).isEqualTo(Corpus.DOCUMENT);
    assertThat(kept(parts.get(4))).isEqualTo(CORPUS.others() / 10);
    assertThat(parts.get(3).kept()).endsWith("5.0 %");
    assertThat(CORPUS.size()).isEqualTo(LARGE + CORPUS.others());
  }

  private static long kept(Part part) {
    return IntStream.range(0, CORPUS.size()).filter(i -> CORPUS.isPartOf(i, part)).count();
  }

  @Test
  void vectorsAreOfLengthOneAndTheSameEachTime() {
    assertThat(Corpus.product(CORPUS.vector(9), CORPUS.vector(9))).isCloseTo(1, within(1e-5));
    assertThat(new Corpus(LARGE).vector(9)).isEqualTo(CORPUS.vector(9));
    assertThat(CORPUS.question(1)).isNotEqualTo(CORPUS.question(2));
  }
}
