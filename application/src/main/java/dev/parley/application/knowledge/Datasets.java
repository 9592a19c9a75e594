package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** The datasets of a tenant. */
public interface Datasets extends Editions {

  void add(Dataset dataset);

  Optional<Dataset> find(TenantId tenant, DatasetId id);

  /**
   * Finds a dataset and keeps it from being changed, and its edition from being left, until the
   * unit of work ends. Whoever holds documents too holds the dataset first.
   */
  Optional<Dataset> hold(TenantId tenant, DatasetId id);

  /**
   * The edition that searches see, which stays so until the unit of work ends. Several may keep it
   * so at once. Whoever holds documents too asks this first.
   */
  Optional<EditionId> keepEdition(TenantId tenant, DatasetId id);

  /** Newest first. */
  Page<Dataset> list(TenantId tenant, PageRequest page);

  /** Stores everything but id, tenant and creation time; false if there is no such dataset. */
  boolean update(Dataset dataset);

  /** Removes a dataset with its documents; false if there is no such dataset. */
  boolean remove(TenantId tenant, DatasetId id);
}
