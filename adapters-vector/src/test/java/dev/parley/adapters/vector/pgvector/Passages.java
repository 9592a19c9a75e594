package dev.parley.adapters.vector.pgvector;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Makes passages by number. */
final class Passages {
  static final String MODEL = "small-model";
  static final int DIMENSION = 16;

  private Passages() {}

  static TenantId tenant(int number) {
    return new TenantId(new UUID(1, number));
  }

  static DatasetId dataset(int number) {
    return new DatasetId(new UUID(2, number));
  }

  static DocumentId document(int number) {
    return new DocumentId(new UUID(3, number));
  }

  static ChunkId chunk(int number) {
    return new ChunkId(new UUID(4, number));
  }

  /** Of length one, always the same for a number. */
  static float[] vector(int number) {
    Random random = new Random(number);
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

  static double cosine(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  static Embedded embedded(int number, int document, int dataset, String text) {
    ChunkDraft draft = new ChunkDraft(number, 1, new TextSpan(0, text.length()), "", text, 1);
    Chunk chunk = new Chunk(chunk(number), document(document), dataset(dataset), draft);
    return new Embedded(chunk, vector(number));
  }

  /** A document of passages that are numbered on from {@code first}. */
  static DocumentChunks content(int document, int dataset, int first, int count, String text) {
    return new DocumentChunks(
        1,
        MODEL,
        List.of("tag" + document),
        IntStream.range(first, first + count)
            .mapToObj(number -> embedded(number, document, dataset, text + " word" + number))
            .toList());
  }
}
