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
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Datasets in memory. */
public final class InMemoryDatasets implements Datasets {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Dataset> datasets;
  private final Table<Reindexing> reindexings;
  private final Table<Bot> bots;
  private final InMemoryDocuments documents;

  public InMemoryDatasets(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.datasets = unitOfWork.table("datasets");
    this.reindexings = unitOfWork.table("reindexings");
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
  public Optional<Dataset> hold(TenantId tenant, DatasetId id) {
    // Units take turns.
    return find(tenant, id);
  }

  @Override
  public Optional<EditionId> keepEdition(TenantId tenant, DatasetId id) {
    return find(tenant, id).map(Dataset::edition);
  }

  @Override
  public Shown shown(TenantId tenant, Set<DatasetId> wanted) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            new Shown(
                datasets.of(tenant).stream()
                    .filter(dataset -> wanted.isEmpty() || wanted.contains(dataset.id()))
                    .collect(Collectors.toMap(Dataset::edition, Dataset::embeddingModel)),
                reindexings.of(tenant).stream()
                    .noneMatch(one -> one.isBuilding() || one.leftoversFrom() != null)));
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
          reindexings.remove(tenant, id);
          return datasets.remove(tenant, id);
        });
  }
}
