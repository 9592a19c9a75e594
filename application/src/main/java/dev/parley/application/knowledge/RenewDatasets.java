package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Reindexings.Place;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.outcome.Page;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Begins to reindex the datasets that hold vectors of another model, after the installation's model
 * was changed. How they are cut stays as it is, or as it is about to be. Until all of a dataset is
 * embedded anew, it is searched by its old model.
 */
public final class RenewDatasets {
  private final Tenants tenants;
  private final Datasets datasets;
  private final Reindexings reindexings;
  private final BeginReindexing beginReindexing;
  private final EmbeddingModels models;
  private final UnitOfWork unitOfWork;

  public RenewDatasets(
      Tenants tenants,
      Datasets datasets,
      Reindexings reindexings,
      BeginReindexing beginReindexing,
      EmbeddingModels models,
      UnitOfWork unitOfWork) {
    this.tenants = Objects.requireNonNull(tenants);
    this.datasets = Objects.requireNonNull(datasets);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.beginReindexing = Objects.requireNonNull(beginReindexing);
    this.models = Objects.requireNonNull(models);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** Begins with those of all tenants that are not being renewed already; returns how many. */
  public int renewAll() {
    String model = models.model().name();
    Set<Place> building =
        Set.copyOf(
            unitOfWork.acrossTenants(
                () -> reindexings.unfinished(Instant.EPOCH, Integer.MAX_VALUE)));
    int begun = 0;
    for (Tenant tenant : unitOfWork.acrossTenants(() -> Page.all(tenants::list))) {
      for (Dataset dataset : Page.all(page -> datasets.list(tenant.id(), page))) {
        boolean isOther =
            !dataset.embeddingModel().equals(model)
                || building.contains(new Place(tenant.id(), dataset.id()));
        begun += isOther && renew(tenant.id(), dataset.id(), model) ? 1 : 0;
      }
    }
    return begun;
  }

  private boolean renew(TenantId tenant, DatasetId id, String model) {
    return unitOfWork.inTenant(
        tenant,
        () ->
            datasets
                .hold(tenant, id)
                .filter(dataset -> !model.equals(comingModel(dataset)))
                .map(dataset -> renew(dataset, model))
                .isPresent());
  }

  /** The model whose vectors it holds when what is being built is seen. */
  private String comingModel(Dataset dataset) {
    return reindexings
        .find(dataset.tenant(), dataset.id())
        .filter(Reindexing::isBuilding)
        .map(Reindexing::embeddingModel)
        .orElse(dataset.embeddingModel());
  }

  private Reindexing renew(Dataset dataset, String model) {
    return reindexings
        .find(dataset.tenant(), dataset.id())
        .filter(Reindexing::isBuilding)
        .map(building -> beginReindexing.begin(dataset, model, building.chunking()))
        .orElseGet(() -> beginReindexing.begin(dataset, model, dataset.chunking()));
  }
}
