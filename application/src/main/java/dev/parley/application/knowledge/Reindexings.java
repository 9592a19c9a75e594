package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The making of other editions of datasets, and which documents are in one. To be done are the
 * documents that have chunks in the edition which searches see.
 */
public interface Reindexings {

  /** A dataset of a tenant. */
  record Place(TenantId tenant, DatasetId dataset) {}

  /**
   * The last one of a dataset. While it is being built, its documents are counted as they stand.
   */
  Optional<Reindexing> find(TenantId tenant, DatasetId dataset);

  /** Stores one in place of any earlier one of the dataset. */
  void put(Reindexing reindexing);

  /** How many documents have chunks that searches see. */
  int documentsShown(TenantId tenant, DatasetId dataset);

  /**
   * Some of those that are being built or have left something that may go by now, whosever they
   * are; others each time where there are more.
   */
  List<Place> unfinished(Instant now, int most);

  /** How many documents are taken and not done, of each edition of all tenants. */
  Map<EditionId, Integer> taken();

  /** The one that is being built and for which the document was taken. */
  Optional<Reindexing> takenFor(TenantId tenant, DocumentId document);

  /** Whether the document is in the edition of its dataset that is being built. */
  boolean isMade(TenantId tenant, DocumentId document);

  /**
   * Takes more of the documents that are to be done, none that is being ingested.
   *
   * @param most how many more, at most
   * @return those that were taken now
   */
  List<DocumentId> take(Reindexing reindexing, int most);

  /**
   * Notes that a document which was taken is in the edition, under what its row is to say of its
   * chunks once searches see it.
   *
   * @param embeddingModel whose vectors its chunks have
   * @param failed whether it could not be done as was asked for
   */
  void made(
      Reindexing reindexing,
      DocumentId document,
      String embeddingModel,
      int chunks,
      long tokens,
      boolean failed,
      Instant now);

  /** When the last document came to be in the edition; empty if none did. */
  Optional<Instant> lastMade(Reindexing reindexing);

  /**
   * Forgets a document, whose content is about to change: it is to be done once more. Its chunks in
   * an edition that is being built go with it.
   */
  void forget(TenantId tenant, DocumentId document);

  /** Has the rows of the documents say of their chunks what was noted; failures stay noted. */
  void adopt(Reindexing reindexing);
}
