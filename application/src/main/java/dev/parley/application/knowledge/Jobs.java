package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The work on a tenant's documents. */
public interface Jobs {

  /**
   * Those of the newest documents first.
   *
   * @param state null: whatever it is
   */
  Page<Job> list(TenantId tenant, Job.@Nullable State state, PageRequest page);

  Optional<Job> find(TenantId tenant, DocumentId document);

  /**
   * Takes a document off the queue, as part of the unit of work that is open. Whoever works on it
   * is not interrupted: {@link Documents#fence} keeps what they still do from being stored.
   */
  void remove(TenantId tenant, DocumentId document);
}
