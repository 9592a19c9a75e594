package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a stored document findable: reads its text, cuts it, embeds the chunks and indexes them.
 * May be run again at any time, after a crash in particular: it starts over and ends in the same
 * state. Blocking and long.
 */
public final class IngestDocument {
  private static final int CHUNKS_PER_PROGRESS = 16;

  /** Shares of the whole that are done when a stage begins. */
  private static final double PARSED = 0.1;

  private static final double CHUNKED = 0.15;
  private static final double EMBEDDED = 0.95;

  private final Datasets datasets;
  private final Documents documents;
  private final Chunks chunks;
  private final PassageIndex index;
  private final TextExtractor extractor;
  private final EmbeddingBatches embeddings;
  private final Chunker chunker;
  private final Ids ids;
  private final Clock clock;

  public IngestDocument(
      Datasets datasets,
      Documents documents,
      Chunks chunks,
      PassageIndex index,
      TextExtractor extractor,
      EmbeddingBatches embeddings,
      Chunker chunker,
      Ids ids,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.index = Objects.requireNonNull(index);
    this.extractor = Objects.requireNonNull(extractor);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.chunker = Objects.requireNonNull(chunker);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Where the document ended. */
  public enum Result {
    INDEXED,
    /** The document cannot be used; its error says why. */
    FAILED,
    /** It was removed meanwhile. */
    GONE
  }

  /** Ingests a document. Throws where something other than the document is at fault. */
  public Result ingest(TenantId tenant, DocumentId id) {
    Optional<Document> found = documents.find(tenant, id);
    if (found.isEmpty()) {
      return Result.GONE;
    }
    Optional<Dataset> dataset = datasets.find(tenant, found.get().dataset());
    Optional<byte[]> content = documents.content(tenant, id);
    if (dataset.isEmpty() || content.isEmpty()) {
      return Result.GONE;
    }
    Document document = found.get().begun(clock.instant());
    documents.update(document);
    return switch (extractor.extract(content.get(), document.mediaType())) {
      case Extraction.Failed failed -> fail(document, failed.error());
      case Extraction.Extracted extracted -> cut(document, dataset.get(), extracted.text());
    };
  }

  /** Gives a document up after the last attempt failed for a reason that is not its own. */
  public Result giveUp(TenantId tenant, DocumentId id) {
    return documents
        .find(tenant, id)
        .map(document -> fail(document, DocumentError.INTERNAL))
        .orElse(Result.GONE);
  }

  private Result cut(Document begun, Dataset dataset, ExtractedText text) {
    Document document =
        begun.measured(text.pageCount(), 0, 0).progressed(DocumentStatus.CHUNKING, PARSED, now());
    documents.storeText(document.tenant(), document.id(), text);
    documents.update(document);
    List<ChunkDraft> drafts =
        chunker.chunk(text, dataset.chunking(), document.mediaType(), document.filename());
    if (drafts.isEmpty()) {
      return fail(document, DocumentError.NO_TEXT);
    }
    long tokens = drafts.stream().mapToLong(ChunkDraft::tokens).sum();
    Document measured = document.measured(text.pageCount(), drafts.size(), tokens);
    return index(measured, embed(measured, drafts));
  }

  private List<Embedded> embed(Document document, List<ChunkDraft> drafts) {
    List<Embedded> embedded = new ArrayList<>(drafts.size());
    try (EmbeddingBatches.Lane lane = embeddings.lane(document.tenant(), texts(drafts))) {
      for (ChunkDraft draft : drafts) {
        if (embedded.size() % CHUNKS_PER_PROGRESS == 0) {
          double share = (double) embedded.size() / drafts.size();
          double progress = CHUNKED + share * (EMBEDDED - CHUNKED);
          documents.update(document.progressed(DocumentStatus.EMBEDDING, progress, now()));
        }
        float[] vector = next(lane);
        ChunkId id = new ChunkId(ids.next());
        Chunk chunk = new Chunk(id, document.id(), document.dataset(), draft);
        embedded.add(new Embedded(chunk, vector));
      }
    }
    return embedded;
  }

  private static Iterator<EmbeddingBatches.Text> texts(List<ChunkDraft> drafts) {
    return drafts.stream()
        .map(draft -> new EmbeddingBatches.Text(draft.searchableText(), draft.tokens()))
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

  private Result index(Document document, List<Embedded> embedded) {
    TenantId tenant = document.tenant();
    if (chunks.replace(tenant, document.id(), embeddings.modelName(), embedded).isEmpty()) {
      return Result.GONE;
    }
    // Read back, since the tags may have changed meanwhile.
    index.put(tenant, document.id(), chunks.ofDocument(tenant, document.id()));
    if (!documents.update(document.progressed(DocumentStatus.INDEXED, 1, now()))) {
      index.remove(tenant, Set.of(document.id()));
      return Result.GONE;
    }
    return Result.INDEXED;
  }

  private Result fail(Document document, DocumentError error) {
    return documents.update(document.failed(error, now())) ? Result.FAILED : Result.GONE;
  }

  private Instant now() {
    return clock.instant();
  }
}
