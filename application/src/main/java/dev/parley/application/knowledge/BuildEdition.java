package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.IngestDocument.Result;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Puts a document into the edition of its dataset that is being built: cuts its stored text anew
 * and embeds the chunks. The document itself stays as it is, and so does what searches see; but one
 * that was ingested before languages were told gets its language. Fenced as ingestion is, and
 * resumed as that is.
 */
final class BuildEdition {
  private final Datasets datasets;
  private final Documents documents;
  private final Chunks chunks;
  private final Drafts drafts;
  private final IngestionAttempts attempts;
  private final EmbeddingQueues embeddings;
  private final EmbedChunks embedChunks;
  private final Chunker chunker;
  private final Reindexings reindexings;
  private final UnitOfWork unitOfWork;
  private final Ids ids;
  private final Clock clock;

  BuildEdition(
      Datasets datasets,
      Documents documents,
      Chunks chunks,
      Drafts drafts,
      IngestionAttempts attempts,
      EmbeddingQueues embeddings,
      EmbedChunks embedChunks,
      Chunker chunker,
      Reindexings reindexings,
      UnitOfWork unitOfWork,
      Ids ids,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.drafts = Objects.requireNonNull(drafts);
    this.attempts = Objects.requireNonNull(attempts);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.embedChunks = Objects.requireNonNull(embedChunks);
    this.chunker = Objects.requireNonNull(chunker);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** A document that is being put into an edition. */
  private record Work(Document document, Reindexing reindexing, long fence) {
    TenantId tenant() {
      return document.tenant();
    }

    DocumentId id() {
      return document.id();
    }

    EditionId edition() {
      return reindexing.edition();
    }
  }

  /**
   * What a document is in an edition.
   *
   * @param language that it is written in, where that was not known and can be told
   */
  private record Made(
      String embeddingModel, List<Embedded> chunks, boolean failed, Optional<Language> language) {
    long tokens() {
      return chunks.stream().mapToLong(made -> made.chunk().content().tokens()).sum();
    }
  }

  /** Empty where the document waits for something else, or for nothing. */
  Optional<Result> build(TenantId tenant, DocumentId id, IngestionLease lease) {
    return isMade(tenant, id)
        ? Optional.of(Result.INDEXED)
        : begin(tenant, id, lease).flatMap(this::build);
  }

  /** Whether it was done by an attempt that died before it could say so. */
  private boolean isMade(TenantId tenant, DocumentId id) {
    return reindexings.isMade(tenant, id)
        && documents
            .find(tenant, id)
            .filter(document -> document.status() == DocumentStatus.INDEXED)
            .isPresent();
  }

  /**
   * Leaves a document that cannot be put into the edition as was asked for in its old cut there, so
   * that it does not get lost and the others need not wait for it. Empty as above.
   */
  Optional<Result> giveUp(TenantId tenant, DocumentId id, IngestionLease lease) {
    return begin(tenant, id, lease).flatMap(work -> carryOver(work, documents.text(tenant, id)));
  }

  private Optional<Work> begin(TenantId tenant, DocumentId id, IngestionLease lease) {
    if (reindexings.takenFor(tenant, id).isEmpty()) {
      return Optional.empty();
    }
    return attempts.begin(
        tenant,
        id,
        lease,
        document ->
            // Where its status is not final, its content is about to change.
            document.status().isFinal()
                ? reindexings
                    .takenFor(tenant, id)
                    .map(reindexing -> new Work(document, reindexing, attempts.fence(document)))
                : Optional.empty());
  }

  private Optional<Result> build(Work work) {
    Optional<ExtractedText> text = documents.text(work.tenant(), work.id());
    List<ChunkDraft> cuts =
        text.map(
                found ->
                    chunker.chunk(
                        found,
                        work.reindexing().chunking(),
                        work.document().mediaType(),
                        work.document().filename()))
            .orElse(List.of());
    if (cuts.isEmpty()) {
      return carryOver(work, text);
    }
    EmbeddingBatches batches = embeddings(work.reindexing());
    Optional<List<Embedded>> embedded =
        embedChunks.embed(
            batches,
            work.document(),
            cuts,
            reached -> documents.isFence(work.tenant(), work.id(), work.fence()));
    return embedded.isPresent()
        ? store(work, new Made(batches.modelName(), embedded.get(), false, language(work, text)))
        : lost(work);
  }

  private EmbeddingBatches embeddings(Reindexing reindexing) {
    return embeddings
        .batches(reindexing.embeddingModel())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "embedding model "
                        + reindexing.embeddingModel()
                        + ": not run here (expected: "
                        + embeddings.batches().modelName()
                        + ")"));
  }

  private Optional<Result> carryOver(Work work, Optional<ExtractedText> text) {
    DocumentChunks present = chunks.ofDocument(work.tenant(), work.id());
    List<Embedded> copies =
        present.chunks().stream()
            .map(
                old ->
                    new Embedded(
                        new Chunk(
                            new ChunkId(ids.next()),
                            work.id(),
                            work.document().dataset(),
                            old.chunk().content()),
                        old.vector()))
            .toList();
    return store(work, new Made(present.embeddingModel(), copies, true, language(work, text)));
  }

  private static Optional<Language> language(Work work, Optional<ExtractedText> text) {
    return work.document().language() == null
        ? text.flatMap(found -> Language.of(found.text()))
        : Optional.empty();
  }

  private Optional<Result> store(Work work, Made made) {
    TenantId tenant = work.tenant();
    boolean stored =
        unitOfWork.inTenant(
            tenant,
            () -> {
              // While the dataset's edition is kept, nobody switches, cancels or begins another.
              boolean isWanted =
                  datasets.keepEdition(tenant, work.document().dataset()).isPresent()
                      && documents.isFence(work.tenant(), work.id(), work.fence())
                      && isTaken(work);
              if (isWanted) {
                chunks.replaceBeside(
                    tenant, work.id(), work.edition(), made.embeddingModel(), made.chunks());
                reindexings.made(
                    work.reindexing(),
                    work.id(),
                    made.embeddingModel(),
                    made.chunks().size(),
                    made.tokens(),
                    made.failed(),
                    clock.instant());
                drafts.drop(tenant, work.id());
                made.language().ifPresent(language -> tell(work, language));
              }
              return isWanted;
            });
    if (!stored) {
      return lost(work);
    }
    attempts.index(tenant, work.id());
    return Optional.of(Result.INDEXED);
  }

  /** While its fence keeps the document, which may be described otherwise than when it was read. */
  private void tell(Work work, Language language) {
    documents
        .find(work.tenant(), work.id())
        .ifPresent(present -> documents.advance(present.writtenIn(language), work.fence()));
  }

  private boolean isTaken(Work work) {
    return reindexings
        .takenFor(work.tenant(), work.id())
        .filter(reindexing -> reindexing.edition().equals(work.edition()))
        .isPresent();
  }

  /** Another reads the document, it was removed, or its dataset is not being reindexed any more. */
  private Optional<Result> lost(Work work) {
    Result lost = attempts.lost(work.tenant(), work.id());
    return lost == Result.GONE || isTaken(work) ? Optional.of(lost) : Optional.empty();
  }
}
