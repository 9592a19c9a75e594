package dev.parley.application.knowledge;

import dev.parley.application.knowledge.IngestDocument.Result;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How attempts to make a document findable begin and end, whichever edition they are for. Each
 * fences the document when it begins, so that one that stood still while another took over can
 * change nothing when it wakes.
 */
final class IngestionAttempts {
  private final Documents documents;
  private final IndexStored indexStored;
  private final UnitOfWork unitOfWork;

  IngestionAttempts(Documents documents, Chunks chunks, PassageIndex index, UnitOfWork unitOfWork) {
    this.documents = Objects.requireNonNull(documents);
    this.indexStored = new IndexStored(documents, chunks, index);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /**
   * Begins an attempt while the document is held; empty if it is gone or the lease is lost.
   *
   * @param attempt made of the document, which it {@link #fence}s; empty if it is not to be done
   */
  <T> Optional<T> begin(
      TenantId tenant,
      DocumentId id,
      IngestionLease lease,
      Function<Document, Optional<T>> attempt) {
    return unitOfWork.inTenant(
        tenant,
        () ->
            documents
                .hold(tenant, id)
                // Asked while the document is held: whoever is given it later fences it later.
                .filter(document -> lease.isHeld())
                .flatMap(attempt));
  }

  /** Shuts out all earlier attempts; returns what this one is to name in all that it stores. */
  long fence(Document document) {
    return documents.fence(document.tenant(), document.id()).orElseThrow();
  }

  /** Puts what is stored into the index: read back, since the tags may have changed meanwhile. */
  void index(TenantId tenant, DocumentId id) {
    indexStored.index(tenant, id);
  }

  /** What became of an attempt that may not store anything any more. */
  Result lost(TenantId tenant, DocumentId id) {
    return documents.find(tenant, id).isPresent() ? Result.SUPERSEDED : Result.GONE;
  }
}
