package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** The datasets of a tenant. */
public interface Datasets {

  void add(Dataset dataset);

  Optional<Dataset> find(TenantId tenant, DatasetId id);

  /** Newest first. */
  Page<Dataset> list(TenantId tenant, PageRequest page);

  /** Stores everything but id, tenant and creation time; false if there is no such dataset. */
  boolean update(Dataset dataset);

  /** Records for all datasets of the tenant which model's vectors they hold. */
  void embeddedBy(TenantId tenant, String embeddingModel);

  /** Removes a dataset with its documents; false if there is no such dataset. */
  boolean remove(TenantId tenant, DatasetId id);
}
