package dev.parley.application.knowledge;

import dev.parley.application.bot.InMemoryBots;
import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Datasets in memory. */
public final class InMemoryDatasets implements Datasets {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Dataset> datasets;
  private final Table<Bot> bots;
  private final InMemoryDocuments documents;

  public InMemoryDatasets(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.datasets = unitOfWork.table("datasets");
    this.bots = unitOfWork.table("bots");
    this.documents = new InMemoryDocuments(unitOfWork);
  }

  @Override
  public void add(Dataset dataset) {
    unitOfWork.rowsOf(
        dataset.tenant(),
        () -> {
          datasets.put(dataset.tenant(), dataset.id(), dataset);
          return dataset;
        });
  }

  @Override
  public Optional<Dataset> find(TenantId tenant, DatasetId id) {
    return unitOfWork.rowsOf(tenant, () -> datasets.find(tenant, id));
  }

  @Override
  public Page<Dataset> list(TenantId tenant, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                datasets.of(tenant),
                Comparator.comparing(Dataset::createdAt)
                    .thenComparing(dataset -> dataset.id().value())
                    .reversed(),
                page));
  }

  @Override
  public boolean update(Dataset dataset) {
    return unitOfWork.rowsOf(
        dataset.tenant(), () -> datasets.replace(dataset.tenant(), dataset.id(), dataset));
  }

  @Override
  public void embeddedBy(TenantId tenant, String embeddingModel) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          List<Dataset> all = datasets.of(tenant);
          all.forEach(
              dataset -> datasets.put(tenant, dataset.id(), embeddedBy(dataset, embeddingModel)));
          return all.size();
        });
  }

  private static Dataset embeddedBy(Dataset dataset, String embeddingModel) {
    return new Dataset(
        dataset.id(),
        dataset.tenant(),
        dataset.name(),
        dataset.description(),
        dataset.tags(),
        embeddingModel,
        dataset.chunking(),
        dataset.createdAt(),
        dataset.updatedAt());
  }

  @Override
  public boolean remove(TenantId tenant, DatasetId id) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          documents.idsOf(tenant, id).forEach(document -> documents.remove(tenant, document));
          bots.of(tenant)
              .forEach(
                  bot ->
                      bots.put(
                          tenant,
                          bot.id(),
                          InMemoryBots.with(
                              bot,
                              bot.datasets().stream().filter(read -> !read.equals(id)).toList(),
                              bot.preferred())));
          return datasets.remove(tenant, id);
        });
  }
}
