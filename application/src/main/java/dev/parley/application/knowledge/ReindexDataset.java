package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has all documents of a dataset cut and embedded anew, beside what searches see, which see all of
 * the new chunks at one moment; texts are not read again.
 */
public final class ReindexDataset {
  private final Datasets datasets;
  private final Reindexings reindexings;
  private final BeginReindexing beginReindexing;
  private final KeepDatasets keepDatasets;
  private final UnitOfWork unitOfWork;
  private final Audit audit;

  public ReindexDataset(
      Datasets datasets,
      Reindexings reindexings,
      BeginReindexing beginReindexing,
      KeepDatasets keepDatasets,
      UnitOfWork unitOfWork,
      Audit audit) {
    this.datasets = Objects.requireNonNull(datasets);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.beginReindexing = Objects.requireNonNull(beginReindexing);
    this.keepDatasets = Objects.requireNonNull(keepDatasets);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
  }

  /**
   * What is to be.
   *
   * @param chunking null: as the dataset has it, or is about to have it
   * @param embeddingModel null: the installation's
   */
  public record Command(
      Principal caller,
      DatasetId dataset,
      @Nullable ChunkingSettings chunking,
      @Nullable String embeddingModel) {}

  /**
   * Begins anew even where nothing is to be otherwise; one that is being built is given up for it.
   * Refused where there is no such dataset, and for an embedding model that is not the
   * installation's.
   */
  public Outcome<Reindexing> reindex(Command command) {
    TenantId tenant = command.caller().tenant();
    Optional<Refusal> refusal = keepDatasets.unknownModel(command.embeddingModel());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    return unitOfWork.inTenant(
        tenant,
        () ->
            datasets
                .hold(tenant, command.dataset())
                .map(dataset -> Outcome.done(begin(command, dataset)))
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound("dataset"))));
  }

  private Reindexing begin(Command command, Dataset dataset) {
    ChunkingSettings chunking =
        command.chunking() == null ? keepDatasets.comingChunking(dataset) : command.chunking();
    Reindexing begun = beginReindexing.begin(dataset, keepDatasets.embeddingModel(), chunking);
    audit.record(
        dataset.tenant(),
        command.caller().subject(),
        AuditAction.DATASET_REINDEXED,
        dataset.id(),
        Map.of("documents", String.valueOf(begun.documents())));
    return begun;
  }

  /** How it stands; refused where there is no such dataset or it was never reindexed. */
  public Outcome<Reindexing> find(TenantId tenant, DatasetId dataset) {
    Optional<Reindexing> found = reindexings.find(tenant, dataset);
    return found.isPresent()
        ? Outcome.done(found.get())
        : Outcome.refused(new Refusal.NotFound("reindexing"));
  }

  /**
   * Gives up what is being built: searches go on to see what they see. Refused where nothing is
   * being built.
   */
  public Outcome<Reindexing> cancel(Principal caller, DatasetId id) {
    TenantId tenant = caller.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Reindexing> found =
              datasets.hold(tenant, id).flatMap(dataset -> reindexings.find(tenant, dataset.id()));
          if (found.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("reindexing"));
          }
          if (!found.get().isBuilding()) {
            return Outcome.refused(
                new Refusal.Conflict(
                    "reindexing_ended", "The dataset is not being reindexed any more."));
          }
          Reindexing cancelled = beginReindexing.cancel(found.get());
          audit.record(tenant, caller.subject(), AuditAction.DATASET_REINDEXING_CANCELLED, id);
          return Outcome.done(cancelled);
        });
  }
}
