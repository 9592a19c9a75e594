package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has all documents of a dataset cut and embedded anew. Each is found in its old cut until the new
 * one takes its place, at once; its text is not read again.
 */
public final class ReindexDataset {
  private final KeepDatasets keepDatasets;
  private final Documents documents;
  private final Drafts drafts;
  private final IngestionQueue queue;
  private final AdmitDocument admitDocument;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public ReindexDataset(
      KeepDatasets keepDatasets,
      Documents documents,
      Drafts drafts,
      IngestionQueue queue,
      AdmitDocument admitDocument,
      UnitOfWork unitOfWork,
      Audit audit,
      Clock clock) {
    this.keepDatasets = Objects.requireNonNull(keepDatasets);
    this.documents = Objects.requireNonNull(documents);
    this.drafts = Objects.requireNonNull(drafts);
    this.queue = Objects.requireNonNull(queue);
    this.admitDocument = Objects.requireNonNull(admitDocument);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What is to be.
   *
   * @param chunking null: as the dataset has it
   * @param embeddingModel null: the installation's
   */
  public record Command(
      Principal caller,
      DatasetId dataset,
      @Nullable ChunkingSettings chunking,
      @Nullable String embeddingModel) {}

  /**
   * What was begun.
   *
   * @param documents how many are to be done
   */
  public record Begun(Dataset dataset, int documents) {}

  /**
   * Refused where there is no such dataset, for an embedding model that the installation does not
   * run, and while too many documents wait.
   */
  public Outcome<Begun> reindex(Command command) {
    TenantId tenant = command.caller().tenant();
    Optional<Refusal> full = admitDocument.refusal(tenant);
    if (full.isPresent()) {
      return Outcome.refused(full.get());
    }
    KeepDatasets.Settings settings =
        new KeepDatasets.Settings(null, null, null, command.embeddingModel(), command.chunking());
    return unitOfWork.inTenant(
        tenant,
        () ->
            keepDatasets
                .change(command.caller(), command.dataset(), settings)
                .then(dataset -> Outcome.done(begin(command.caller(), dataset))));
  }

  private Begun begin(Principal caller, Dataset dataset) {
    TenantId tenant = dataset.tenant();
    drafts.keepStoredTexts(tenant, dataset.id());
    List<DocumentId> all = documents.idsOf(tenant, dataset.id());
    for (DocumentId id : all) {
      // Held, so that whoever is at it comes to its end before or begins after. Two who do so at
      // once take turns at the dataset.
      documents.hold(tenant, id).ifPresent(this::enqueue);
    }
    audit.record(
        tenant,
        caller.subject(),
        AuditAction.DATASET_REINDEXED,
        dataset.id(),
        Map.of("documents", String.valueOf(all.size())));
    return new Begun(dataset, all.size());
  }

  private void enqueue(Document document) {
    if (document.status().isFinal()) {
      documents.update(document.progressed(DocumentStatus.QUEUED, 0, clock.instant()));
    }
    queue.enqueue(document.tenant(), document.id());
  }
}
