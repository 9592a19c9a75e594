package dev.parley.benchmarks.retrieval;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Made-up passages, always the same. Vectors lie around centres, about a hundred around each, as
 * those of texts do around subjects; words are as unevenly frequent as in every language. A large
 * tenant has nine in ten or more of them, ten others have the rest, about the same subjects.
 */
final class Corpus {
  static final int DIMENSION = 384;
  static final String MODEL = "synthetic";

  /** Chunks of a document. */
  static final int DOCUMENT = 100;

  private static final int DATASETS = 10;
  private static final int TAGS = 100;

  /** Of the large tenant: a document for each tag. */
  static final int LEAST_CHUNKS = TAGS * DOCUMENT;

  private static final int OTHERS = 10;
  private static final int WORDS = 60;
  private static final int VOCABULARY = 30_000;

  /** How far from its centre a vector lies, to how far the centre lies from the origin. */
  private static final double SPREAD = 0.8;

  private final float[][] centres;
  private final float[][] vectors;
  private final int large;

  /**
   * @param large chunks of the large tenant
   */
  Corpus(int large) {
    this.large = large;
    this.centres = new float[Math.max(1, large / 100)][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = direction(new Random(-1L - i));
    }
    this.vectors = new float[large + others()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = nearSomeCentre(new Random(i));
    }
  }

  /** Chunks of all other tenants. */
  int others() {
    return Math.max(OTHERS * DOCUMENT, large / 10 / (OTHERS * DOCUMENT) * OTHERS * DOCUMENT);
  }

  int size() {
    return vectors.length;
  }

  private static float[] direction(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return unit(vector);
  }

  private static float[] unit(float[] vector) {
    double length = Math.sqrt(product(vector, vector));
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  static double product(float[] one, float[] other) {
    float sum = 0;
    for (int i = 0; i < DIMENSION; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private float[] nearSomeCentre(Random random) {
    float[] centre = centres[random.nextInt(centres.length)];
    float[] away = direction(random);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (centre[i] + SPREAD * away[i]);
    }
    return unit(vector);
  }

  /** The vector of a question: near a centre, and none of the passages'. */
  float[] question(int number) {
    return nearSomeCentre(new Random(1_000_000_000L + number));
  }

  float[] vector(int chunk) {
    return vectors[chunk];
  }

  /** A question of three words. */
  static String words(int number) {
    return text(new Random(2_000_000_000L + number), 3);
  }

  private static String text(Random random, int count) {
    StringBuilder words = new StringBuilder(8 * count);
    for (int i = 0; i < count; i++) {
      words.append('w').append((int) Math.pow(VOCABULARY, random.nextDouble())).append(' ');
    }
    return words.toString();
  }

  /** The documents, in order: {@link #DOCUMENT} chunks each but the last. */
  int documents() {
    return (size() + DOCUMENT - 1) / DOCUMENT;
  }

  /** Whose a chunk is: 0 for the large tenant, else 1 to 10. */
  private int owner(int chunk) {
    return chunk < large ? 0 : 1 + (chunk - large) * OTHERS / others();
  }

  TenantId tenantOf(int document) {
    return tenant(owner(document * DOCUMENT));
  }

  static TenantId tenant(int owner) {
    return new TenantId(new UUID(1, owner));
  }

  static DocumentId document(int number) {
    return new DocumentId(new UUID(3, number));
  }

  private static DatasetId dataset(int number) {
    return new DatasetId(new UUID(2, number));
  }

  static int number(ChunkId chunk) {
    return (int) chunk.value().getLeastSignificantBits();
  }

  DocumentChunks content(int document) {
    int first = document * DOCUMENT;
    int last = Math.min(first + DOCUMENT, owner(first) == 0 ? large : size());
    List<Embedded> chunks = new ArrayList<>(last - first);
    for (int i = first; i < last; i++) {
      String text = text(new Random(3_000_000_000L + i), WORDS);
      ChunkDraft draft =
          new ChunkDraft(i - first, 1, new TextSpan(0, text.length()), "", text, WORDS);
      Chunk chunk =
          new Chunk(
              new ChunkId(new UUID(4, i)), document(document), dataset(document % DATASETS), draft);
      chunks.add(new Embedded(chunk, vectors[i]));
    }
    return new DocumentChunks(1, MODEL, List.of("tag" + document % TAGS), chunks);
  }

  /**
   * Questions that look at a part of the passages.
   *
   * @param kept for people
   */
  record Part(String kept, int owner, Filter filter) {}

  /** Parts of the large tenant's passages from all to a document's, and another tenant's. */
  List<Part> parts() {
    return List.of(
        new Part("all, 100 %", 0, Filter.ALL),
        new Part("a dataset, 10 %", 0, new Filter(Set.of(dataset(3)), Set.of(), Set.of())),
        new Part("a tag, 1 %", 0, new Filter(Set.of(), Set.of(), Set.of("tag42"))),
        new Part(
            "a document, " + share(DOCUMENT),
            0,
            new Filter(Set.of(), Set.of(document(7)), Set.of())),
        new Part("a small tenant, " + share(others() / OTHERS), 5, Filter.ALL));
  }

  private String share(int chunks) {
    return Math.round(1_000.0 * chunks / large) / 10.0 + " %";
  }

  /** Whether a chunk may be found by questions of a part. */
  boolean isPartOf(int chunk, Part part) {
    int document = chunk / DOCUMENT;
    Filter filter = part.filter();
    return owner(chunk) == part.owner()
        && (filter.datasets().isEmpty() || filter.datasets().contains(dataset(document % DATASETS)))
        && (filter.documents().isEmpty() || filter.documents().contains(document(document)))
        && (filter.tags().isEmpty() || filter.tags().contains("tag" + document % TAGS));
  }
}
