package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.PageFetcher.Fetch;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.knowledge.TextExtractor.Inspection;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.transaction.UnitOfWork;
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
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.web.Validators;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stored document findable: fetches it where that is due, reads its text, cuts it, embeds
 * the chunks and indexes them. What was found before is found until then. May be run again at any
 * time, after a crash in particular: it starts over and ends in the same state. Blocking and long.
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
  private final PageFetcher fetcher;
  private final TextExtractor extractor;
  private final EmbeddingBatches embeddings;
  private final Chunker chunker;
  private final UnitOfWork unitOfWork;
  private final Ids ids;
  private final Clock clock;

  public IngestDocument(
      Datasets datasets,
      Documents documents,
      Chunks chunks,
      PassageIndex index,
      PageFetcher fetcher,
      TextExtractor extractor,
      EmbeddingBatches embeddings,
      Chunker chunker,
      UnitOfWork unitOfWork,
      Ids ids,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.index = Objects.requireNonNull(index);
    this.fetcher = Objects.requireNonNull(fetcher);
    this.extractor = Objects.requireNonNull(extractor);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.chunker = Objects.requireNonNull(chunker);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
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
    if (dataset.isEmpty()) {
      return Result.GONE;
    }
    WebSource source = found.get().source();
    if (source != null && source.due()) {
      return fetch(begun(found.get()), dataset.get(), source);
    }
    return documents
        .content(tenant, id)
        .map(content -> read(begun(found.get()), dataset.get(), content, null))
        .orElse(Result.GONE);
  }

  private Document begun(Document document) {
    Document begun = document.begun(now());
    documents.update(begun);
    return begun;
  }

  private Result fetch(Document document, Dataset dataset, WebSource source) {
    boolean isHeld = document.bytes() > 0;
    return switch (fetcher.fetch(
        source.address(), isHeld ? source.validators() : Validators.NONE)) {
      case Fetch.Failed failed -> fail(document, failed.error());
      case Fetch.NotModified same -> keep(document, dataset);
      case Fetch.Fetched page -> judge(document, dataset, page);
    };
  }

  private Result keep(Document document, Dataset dataset) {
    if (document.chunks() > 0) {
      return documents.update(document.unchanged(now())) ? Result.INDEXED : Result.GONE;
    }
    // The known version was stored, but a later attempt to cut it anew did not come to its end.
    return documents
        .content(document.tenant(), document.id())
        .map(content -> read(document, dataset, content, null))
        .orElse(Result.GONE);
  }

  private Result judge(Document document, Dataset dataset, Fetch.Fetched page) {
    if (page.content().length == 0) {
      return fail(document, DocumentError.NO_TEXT);
    }
    return switch (extractor.inspect(page.content(), PageVersion.filename(page))) {
      case Inspection.Rejected rejected -> fail(document, rejected.error());
      case Inspection.Accepted accepted ->
          replace(document, dataset, PageVersion.of(page, accepted.mediaType()));
    };
  }

  private Result replace(Document document, Dataset dataset, PageVersion version) {
    if (!version.isIn(document)) {
      return read(document, dataset, version.content(), version);
    }
    return unitOfWork.inTenant(
        document.tenant(),
        () -> {
          Document renewed = version.in(document);
          boolean stored =
              documents.replaceContent(renewed, version.content())
                  && documents.update(renewed.progressed(DocumentStatus.INDEXED, 1, now()));
          return stored ? Result.INDEXED : Result.GONE;
        });
  }

  /**
   * @param version where the content is not stored yet
   */
  private Result read(
      Document document, Dataset dataset, byte[] content, @Nullable PageVersion version) {
    String mediaType = version == null ? document.mediaType() : version.mediaType();
    return switch (extractor.extract(content, mediaType)) {
      case Extraction.Failed failed -> fail(document, failed.error());
      case Extraction.Extracted extracted ->
          cut(document, dataset, mediaType, extracted.text(), version);
    };
  }

  /** Gives a document up after the last attempt failed for a reason that is not its own. */
  public Result giveUp(TenantId tenant, DocumentId id) {
    return documents
        .find(tenant, id)
        .map(document -> fail(document, DocumentError.INTERNAL))
        .orElse(Result.GONE);
  }

  private Result cut(
      Document begun,
      Dataset dataset,
      String mediaType,
      ExtractedText text,
      @Nullable PageVersion version) {
    Document document = begun.progressed(DocumentStatus.CHUNKING, PARSED, now());
    documents.update(document);
    List<ChunkDraft> drafts =
        chunker.chunk(text, dataset.chunking(), mediaType, document.filename());
    if (drafts.isEmpty()) {
      return fail(document.measured(text.pageCount(), 0, 0), DocumentError.NO_TEXT);
    }
    List<Embedded> embedded = embed(document, drafts);
    long tokens = drafts.stream().mapToLong(ChunkDraft::tokens).sum();
    Document measured = document.measured(text.pageCount(), drafts.size(), tokens);
    return index(version == null ? measured : version.in(measured), text, embedded, version);
  }

  /** What chunks of the tenant's say already is not embedded once more. */
  private List<Embedded> embed(Document document, List<ChunkDraft> drafts) {
    Map<String, float[]> known =
        chunks.embedded(
            document.tenant(),
            embeddings.modelName(),
            drafts.stream().map(ChunkDraft::searchableText).distinct().toList());
    List<Embedded> embedded = new ArrayList<>(drafts.size());
    try (EmbeddingBatches.Lane lane =
        embeddings.lane(document.tenant(), unknown(drafts, known.keySet()))) {
      for (ChunkDraft draft : drafts) {
        if (embedded.size() % CHUNKS_PER_PROGRESS == 0) {
          double share = (double) embedded.size() / drafts.size();
          double progress = CHUNKED + share * (EMBEDDED - CHUNKED);
          documents.update(document.progressed(DocumentStatus.EMBEDDING, progress, now()));
        }
        float[] vector = known.get(draft.searchableText());
        ChunkId id = new ChunkId(ids.next());
        Chunk chunk = new Chunk(id, document.id(), document.dataset(), draft);
        embedded.add(new Embedded(chunk, vector == null ? next(lane) : vector));
      }
    }
    return embedded;
  }

  private static Iterator<EmbeddingBatches.Text> unknown(
      List<ChunkDraft> drafts, Set<String> known) {
    return drafts.stream()
        .filter(draft -> !known.contains(draft.searchableText()))
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

  /** All of a version at once, so that text, chunks and bytes never tell of different ones. */
  private Result index(
      Document document,
      ExtractedText text,
      List<Embedded> embedded,
      @Nullable PageVersion version) {
    TenantId tenant = document.tenant();
    boolean stored =
        unitOfWork.inTenant(
            tenant,
            () -> {
              if (version != null && !documents.replaceContent(document, version.content())) {
                return false;
              }
              documents.storeText(tenant, document.id(), text);
              return chunks
                  .replace(tenant, document.id(), embeddings.modelName(), embedded)
                  .isPresent();
            });
    if (!stored) {
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
