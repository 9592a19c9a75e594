package dev.parley.application.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.chunking.Chunker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Makes the vectors of a document's chunks, except those that an earlier attempt made and kept, and
 * those of texts that other chunks of the tenant's hold. Keeps what it has made every few chunks:
 * no more than these are made twice after a crash.
 */
final class EmbedChunks {
  private static final int CHUNKS_PER_STEP = 16;

  /** In the books, in place of a principal's: it is done for nobody in particular. */
  private static final String SUBJECT = "ingestion";

  private final Chunks chunks;
  private final Drafts drafts;
  private final Chunker chunker;
  private final EmbeddingMeter meter;
  private final UnitOfWork unitOfWork;
  private final Ids ids;

  EmbedChunks(
      Chunks chunks,
      Drafts drafts,
      Chunker chunker,
      EmbeddingMeter meter,
      UnitOfWork unitOfWork,
      Ids ids) {
    this.chunks = Objects.requireNonNull(chunks);
    this.drafts = Objects.requireNonNull(drafts);
    this.chunker = Objects.requireNonNull(chunker);
    this.meter = Objects.requireNonNull(meter);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.ids = Objects.requireNonNull(ids);
  }

  /** Hears how far it has come. */
  @FunctionalInterface
  interface Progress {
    /**
     * Says whether to go on. What was made since it was asked last is kept in the same unit of
     * work.
     *
     * @param embedding how many chunks have a vector, of how many
     */
    boolean reached(Documents.Embedding embedding);
  }

  /**
   * Blocking and long; empty if it was told not to go on.
   *
   * @param embeddings the queue before the model whose vectors are wanted
   */
  Optional<List<Embedded>> embed(
      EmbeddingBatches embeddings, Document document, List<ChunkDraft> cuts, Progress progress) {
    String model = embeddings.modelName();
    List<String> hashes = cuts.stream().map(cut -> hash(cut.searchableText())).toList();
    Map<String, float[]> kept = kept(model, document, cuts, hashes);
    List<ChunkDraft> missing = without(kept, cuts, hashes);
    List<Drafts.Vector> made = new ArrayList<>(CHUNKS_PER_STEP);
    List<Embedded> embedded = new ArrayList<>(cuts.size());
    try (EmbeddingBatches.Lane lane =
        embeddings.lane(
            document.tenant(),
            texts(missing),
            tokens -> meter.embedded(document.tenant(), SUBJECT, model, tokens))) {
      for (ChunkDraft cut : cuts) {
        if (embedded.size() % CHUNKS_PER_STEP == 0) {
          Documents.Embedding reached = new Documents.Embedding(embedded.size(), cuts.size());
          if (!keep(document, model, made, () -> progress.reached(reached))) {
            return Optional.empty();
          }
          made.clear();
        }
        String hash = hashes.get(embedded.size());
        float[] vector = kept.get(hash);
        if (vector == null) {
          vector = next(lane);
          made.add(new Drafts.Vector(hash, vector));
        }
        ChunkId id = new ChunkId(ids.next());
        embedded.add(new Embedded(new Chunk(id, document.id(), document.dataset(), cut), vector));
      }
    }
    return Optional.of(embedded);
  }

  private boolean keep(
      Document document, String model, List<Drafts.Vector> made, BooleanSupplier isWanted) {
    return unitOfWork.inTenant(
        document.tenant(),
        () -> {
          boolean goOn = isWanted.getAsBoolean();
          if (goOn && !made.isEmpty()) {
            drafts.keepVectors(document.tenant(), document.id(), model, List.copyOf(made));
          }
          return goOn;
        });
  }

  /** The vectors that there are already, by hash of the text. */
  private Map<String, float[]> kept(
      String model, Document document, List<ChunkDraft> cuts, List<String> hashes) {
    Map<String, float[]> kept =
        new HashMap<>(drafts.vectors(document.tenant(), document.id(), model));
    List<String> others =
        without(kept, cuts, hashes).stream().map(ChunkDraft::searchableText).distinct().toList();
    chunks
        .embedded(document.tenant(), model, others)
        .forEach((text, vector) -> kept.put(hash(text), vector));
    return kept;
  }

  /** The cuts of which there is no vector. */
  private static List<ChunkDraft> without(
      Map<String, float[]> kept, List<ChunkDraft> cuts, List<String> hashes) {
    return IntStream.range(0, cuts.size())
        .filter(index -> !kept.containsKey(hashes.get(index)))
        .mapToObj(cuts::get)
        .toList();
  }

  private static String hash(String text) {
    return AddDocument.hash(text.getBytes(UTF_8));
  }

  private Iterator<EmbeddingBatches.Text> texts(List<ChunkDraft> cuts) {
    return cuts.stream()
        .map(cut -> new EmbeddingBatches.Text(cut.searchableText(), chunker.searchableTokens(cut)))
        .iterator();
  }

  private static float[] next(EmbeddingBatches.Lane lane) {
    try {
      return switch (lane.next()) {
        case EmbeddingBatches.Embedded made -> made.vector();
        case EmbeddingBatches.Refused refused ->
            throw new IllegalStateException(
                "the embedding queue is full; free again in " + refused.retryAfter());
      };
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting to embed", interrupted);
    }
  }
}
