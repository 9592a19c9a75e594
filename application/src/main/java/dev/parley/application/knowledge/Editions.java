package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.tenant.TenantId;
import java.util.Map;
import java.util.Set;

/** Which edition of each dataset searches see. */
@FunctionalInterface
public interface Editions {

  /**
   * What a search sees.
   *
   * @param models the editions, each with the name of the model that made its vectors
   * @param alone whether nothing of the tenant's is in an index beside what all searches see
   */
  record Shown(Map<EditionId, String> models, boolean alone) {
    public Shown {
      models = Map.copyOf(models);
    }
  }

  /**
   * What a search that begins now sees.
   *
   * @param datasets none: all of the tenant's; unknown ones are passed over
   */
  Shown shown(TenantId tenant, Set<DatasetId> datasets);
}
