package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.ReadDocument.Reading;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stored document findable: fetches it where that is due, reads its text, cuts it, embeds
 * the chunks and indexes them. What was found before is found until then. Blocking and long.
 *
 * <p>May be run again at any time, after a crash in particular: it takes up the text and the
 * vectors that an earlier attempt left, and ends in the same state. Each attempt fences the
 * document when it begins and names that fence in all that it stores. One that stood still while
 * another took over can therefore change nothing when it wakes.
 */
public final class IngestDocument {
  /** Shares of the whole that are done when a stage begins. */
  private static final double PARSED = 0.1;

  private static final double CHUNKED = 0.15;
  private static final double EMBEDDED = 0.95;

  private final Datasets datasets;
  private final Documents documents;
  private final Chunks chunks;
  private final Drafts drafts;
  private final PassageIndex index;
  private final EmbeddingQueues embeddings;
  private final IngestionAttempts attempts;
  private final ReadDocument readDocument;
  private final EmbedChunks embedChunks;
  private final Chunker chunker;
  private final Reindexings reindexings;
  private final BuildEdition buildEdition;
  private final UnitOfWork unitOfWork;
  private final Clock clock;

  public IngestDocument(
      Datasets datasets,
      Documents documents,
      Chunks chunks,
      Drafts drafts,
      PassageIndex index,
      PageFetcher fetcher,
      TextExtractor extractor,
      EmbeddingQueues embeddings,
      Chunker chunker,
      Reindexings reindexings,
      EmbeddingMeter meter,
      UnitOfWork unitOfWork,
      Ids ids,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.drafts = Objects.requireNonNull(drafts);
    this.index = Objects.requireNonNull(index);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.attempts = new IngestionAttempts(documents, chunks, index, unitOfWork);
    this.readDocument = new ReadDocument(documents, drafts, fetcher, extractor);
    this.embedChunks = new EmbedChunks(chunks, drafts, chunker, meter, unitOfWork, ids);
    this.chunker = Objects.requireNonNull(chunker);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.buildEdition =
        new BuildEdition(
            datasets,
            documents,
            chunks,
            drafts,
            attempts,
            embeddings,
            embedChunks,
            chunker,
            reindexings,
            unitOfWork,
            ids,
            clock);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Where the document ended. */
  public enum Result {
    INDEXED,
    /** The document cannot be used; its error says why. */
    FAILED,
    /** It was removed meanwhile. */
    GONE,
    /** The lease was lost, or the work was cancelled: what becomes of it is decided elsewhere. */
    SUPERSEDED
  }

  /** A document that is being ingested, as this attempt left it last. */
  private record Attempt(
      Document document, Dataset dataset, EmbeddingBatches embeddings, long fence) {
    Attempt with(Document changed) {
      return new Attempt(changed, dataset, embeddings, fence);
    }

    TenantId tenant() {
      return document.tenant();
    }

    DocumentId id() {
      return document.id();
    }
  }

  /**
   * Ingests a document, or puts it into the edition of its dataset that is being built, where that
   * is what it waits for. Does nothing where it waits for neither any more. Throws where something
   * other than the document is at fault.
   */
  public Result ingest(TenantId tenant, DocumentId id, IngestionLease lease) {
    Optional<Result> built = buildEdition.build(tenant, id, lease);
    if (built.isPresent()) {
      return built.get();
    }
    Optional<Attempt> begun = begin(tenant, id, lease, document -> document.begun(now()));
    return begun.map(this::read).orElseGet(() -> notBegun(tenant, id));
  }

  /** Gives a document up after the last attempt failed for a reason that is not its own. */
  public Result giveUp(TenantId tenant, DocumentId id, IngestionLease lease, DocumentError reason) {
    Optional<Result> built = buildEdition.giveUp(tenant, id, lease);
    if (built.isPresent()) {
      return built.get();
    }
    return begin(tenant, id, lease, document -> document.failed(reason, now()))
        .map(attempt -> Result.FAILED)
        .orElseGet(() -> notBegun(tenant, id));
  }

  private Optional<Attempt> begin(
      TenantId tenant, DocumentId id, IngestionLease lease, UnaryOperator<Document> change) {
    return attempts.begin(
        tenant,
        id,
        lease,
        // Where its status is final, it was taken for an edition that was given up since.
        document -> document.status().isFinal() ? Optional.empty() : fenced(document, change));
  }

  private Optional<Attempt> fenced(Document document, UnaryOperator<Document> change) {
    long fence = attempts.fence(document);
    // Whatever was made of it for an edition that is being built may be of another version soon.
    reindexings.forget(document.tenant(), document.id());
    return datasets
        .find(document.tenant(), document.dataset())
        .map(dataset -> new Attempt(change.apply(document), dataset, batches(dataset), fence))
        .filter(this::store);
  }

  private EmbeddingBatches batches(Dataset dataset) {
    return embeddings.batches(dataset.embeddingModel()).orElseGet(embeddings::batches);
  }

  private boolean store(Attempt attempt) {
    return documents.advance(attempt.document(), attempt.fence());
  }

  private Result notBegun(TenantId tenant, DocumentId id) {
    return unitOfWork.inTenant(
        tenant, () -> documents.hold(tenant, id).map(this::left).orElse(Result.GONE));
  }

  /** What was kept for an edition that was given up is of no use any more. */
  private Result left(Document document) {
    if (!document.status().isFinal()) {
      return Result.SUPERSEDED;
    }
    drafts.drop(document.tenant(), document.id());
    return document.status() == DocumentStatus.FAILED ? Result.FAILED : Result.INDEXED;
  }

  private Result lost(Attempt attempt) {
    return attempts.lost(attempt.tenant(), attempt.id());
  }

  private Result read(Attempt attempt) {
    return switch (readDocument.read(attempt.document())) {
      case Reading.Read read -> cut(attempt, read);
      case Reading.NotModified same -> index(attempt.with(attempt.document().unchanged(now())));
      case Reading.SameContent same -> refresh(attempt, same.version());
      case Reading.Failed failed -> fail(attempt, failed.error());
      case Reading.Gone gone -> Result.GONE;
    };
  }

  private Result refresh(Attempt attempt, PageVersion version) {
    Attempt renewed = attempt.with(version.in(attempt.document()));
    boolean stored =
        unitOfWork.inTenant(
            attempt.tenant(),
            () ->
                store(renewed) && documents.replaceContent(renewed.document(), version.content()));
    return stored ? index(renewed) : lost(attempt);
  }

  private Result cut(Attempt begun, Reading.Read read) {
    ExtractedText text = read.text();
    Attempt attempt =
        begun.with(
            begun
                .document()
                .writtenIn(Language.of(text.text()).orElse(null))
                .progressed(DocumentStatus.CHUNKING, PARSED, now()));
    if (!store(attempt)) {
      return lost(attempt);
    }
    Document document = attempt.document();
    List<ChunkDraft> cuts =
        chunker.chunk(text, attempt.dataset().chunking(), read.mediaType(), document.filename());
    if (cuts.isEmpty()) {
      return fail(attempt.with(document.measured(text.pageCount(), 0, 0)), DocumentError.NO_TEXT);
    }
    Optional<List<Embedded>> embedded =
        embedChunks.embed(
            attempt.embeddings(), document, cuts, reached -> embedding(attempt, reached));
    if (embedded.isEmpty()) {
      return lost(attempt);
    }
    long tokens = cuts.stream().mapToLong(ChunkDraft::tokens).sum();
    Document measured =
        document
            .measured(text.pageCount(), cuts.size(), tokens)
            .progressed(DocumentStatus.EMBEDDING, EMBEDDED, now());
    PageVersion version = read.version();
    Attempt made = attempt.with(version == null ? measured : version.in(measured));
    prepare(made, embedded.get());
    return store(made, text, embedded.get(), version) ? index(made) : lost(attempt);
  }

  private boolean embedding(Attempt attempt, Documents.Embedding reached) {
    double share = (double) reached.embedded() / reached.total();
    double progress = CHUNKED + share * (EMBEDDED - CHUNKED);
    Document document = attempt.document().progressed(DocumentStatus.EMBEDDING, progress, now());
    boolean stored = store(attempt.with(document));
    if (stored) {
      documents.noteEmbedding(attempt.tenant(), attempt.id(), reached);
    }
    return stored;
  }

  /**
   * Puts the new chunks into the index beside those that they are to replace: a hit that is not
   * stored is none, so searches find the old ones until the new ones are stored, and then these.
   */
  private void prepare(Attempt attempt, List<Embedded> embedded) {
    DocumentChunks present = chunks.ofDocument(attempt.tenant(), attempt.id());
    if (present.chunks().isEmpty()
        || !present.embeddingModel().equals(attempt.embeddings().modelName())) {
      return;
    }
    List<Embedded> both = new ArrayList<>(present.chunks());
    embedded.forEach(made -> both.add(made.in(attempt.dataset().edition())));
    index.put(attempt.tenant(), attempt.id(), present.with(both));
  }

  /**
   * All of a version at once, so that text, chunks and bytes never tell of different ones. Nothing
   * where searches see another edition by now: it is cut and embedded otherwise.
   */
  private boolean store(
      Attempt attempt, ExtractedText text, List<Embedded> embedded, @Nullable PageVersion version) {
    TenantId tenant = attempt.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Dataset dataset = attempt.dataset();
          boolean isSeen =
              datasets
                  .keepEdition(tenant, dataset.id())
                  .filter(dataset.edition()::equals)
                  .isPresent();
          if (!isSeen
              || !store(attempt)
              || (version != null
                  && !documents.replaceContent(attempt.document(), version.content()))) {
            return false;
          }
          documents.storeText(tenant, attempt.id(), text);
          return chunks
              .replace(tenant, attempt.id(), attempt.embeddings().modelName(), embedded)
              .isPresent();
        });
  }

  private Result index(Attempt attempt) {
    TenantId tenant = attempt.tenant();
    attempts.index(tenant, attempt.id());
    Document indexed = attempt.document().progressed(DocumentStatus.INDEXED, 1, now());
    boolean stored =
        unitOfWork.inTenant(
            tenant,
            () -> {
              boolean current = store(attempt.with(indexed));
              if (current) {
                drafts.drop(tenant, attempt.id());
              }
              return current;
            });
    if (stored) {
      return Result.INDEXED;
    }
    Result result = lost(attempt);
    if (result == Result.GONE) {
      index.remove(tenant, Set.of(attempt.id()));
    }
    return result;
  }

  private Result fail(Attempt attempt, DocumentError error) {
    return store(attempt.with(attempt.document().failed(error, now())))
        ? Result.FAILED
        : lost(attempt);
  }

  private Instant now() {
    return clock.instant();
  }
}
