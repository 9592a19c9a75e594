package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;

/** Documents that wait for {@link IngestDocument}. What is enqueued survives every crash. */
public interface IngestionQueue {

  /**
   * Has a document ingested soon, as part of the unit of work that is open: if that fails, nothing
   * was enqueued. A document that waits already is not enqueued twice; one that is being ingested
   * is ingested once more after that.
   */
  void enqueue(TenantId tenant, DocumentId document);
}
