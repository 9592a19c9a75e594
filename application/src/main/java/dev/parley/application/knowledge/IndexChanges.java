package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;

/** What an index has to look at again: documents whose chunks or tags changed, on any node. */
public interface IndexChanges {

  /** Where to begin: everything that is not over by now is after it. */
  long position();

  /** What changed after a position. Some of it may have been told before. */
  List<Change> since(long position);

  /** Forgets documents that were removed before a time; returns how many. */
  int forgetRemoved(Instant before);

  /**
   * A document that changed.
   *
   * @param revision of its chunks; 0: the document was removed
   */
  record Change(TenantId tenant, DocumentId document, long revision) {}
}
