package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates, changes and removes datasets. */
public final class KeepDatasets {
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG_LENGTH = 64;

  private final Datasets datasets;
  private final Documents documents;
  private final Reindexings reindexings;
  private final BeginReindexing beginReindexing;
  private final PassageIndex index;
  private final EmbeddingModel embeddings;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;

  public KeepDatasets(
      Datasets datasets,
      Documents documents,
      Reindexings reindexings,
      BeginReindexing beginReindexing,
      PassageIndex index,
      EmbeddingModel embeddings,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    this.datasets = Objects.requireNonNull(datasets);
    this.documents = Objects.requireNonNull(documents);
    this.reindexings = Objects.requireNonNull(reindexings);
    this.beginReindexing = Objects.requireNonNull(beginReindexing);
    this.index = Objects.requireNonNull(index);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What a dataset is to be; for a change, null leaves a value as it is.
   *
   * @param embeddingModel null: the installation's
   */
  public record Settings(
      @Nullable String name,
      @Nullable String description,
      @Nullable List<String> tags,
      @Nullable String embeddingModel,
      @Nullable ChunkingSettings chunking) {}

  /**
   * How documents are cut where a dataset does not say: as the installation's model is best fed.
   */
  public ChunkingSettings defaultChunking() {
    return embeddings.chunking();
  }

  /** Refused for an embedding model that the installation does not run. */
  public Outcome<Dataset> create(Principal caller, Settings settings) {
    TenantId tenant = caller.tenant();
    Optional<Refusal> refusal = unknownModel(settings.embeddingModel());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Instant now = clock.instant();
    DatasetId id = new DatasetId(ids.next());
    Dataset dataset =
        new Dataset(
            id,
            tenant,
            orElse(settings.name(), "").strip(),
            orElse(settings.description(), ""),
            tags(orElse(settings.tags(), List.of())),
            embeddings.name(),
            orElse(settings.chunking(), embeddings.chunking()),
            EditionId.first(id),
            now,
            now);
    return unitOfWork.inTenant(
        tenant,
        () -> {
          datasets.add(dataset);
          audit.record(tenant, caller.subject(), AuditAction.DATASET_CREATED, dataset.id());
          return Outcome.done(dataset);
        });
  }

  /**
   * Refused as creation is, and where there is no such dataset. Where documents are found in it,
   * new chunking has them cut anew, beside what searches see, and is the dataset's when those see
   * the new chunks.
   */
  public Outcome<Dataset> change(Principal caller, DatasetId id, Settings settings) {
    TenantId tenant = caller.tenant();
    Optional<Refusal> refusal = unknownModel(settings.embeddingModel());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    return unitOfWork.inTenant(
        tenant,
        () ->
            datasets
                .hold(tenant, id)
                .map(present -> store(caller, present, settings))
                .orElseGet(() -> Outcome.refused(new Refusal.NotFound("dataset"))));
  }

  private Outcome<Dataset> store(Principal caller, Dataset present, Settings settings) {
    Dataset changed =
        new Dataset(
            present.id(),
            present.tenant(),
            orElse(settings.name(), present.name()).strip(),
            orElse(settings.description(), present.description()),
            settings.tags() == null ? present.tags() : tags(settings.tags()),
            present.embeddingModel(),
            present.chunking(),
            present.edition(),
            present.createdAt(),
            clock.instant());
    datasets.update(changed);
    if (settings.chunking() != null) {
      cut(changed, settings.chunking());
    }
    audit.record(changed.tenant(), caller.subject(), AuditAction.DATASET_CHANGED, changed.id());
    return Outcome.done(datasets.find(changed.tenant(), changed.id()).orElseThrow());
  }

  private void cut(Dataset dataset, ChunkingSettings wanted) {
    if (wanted.equals(comingChunking(dataset))) {
      return;
    }
    Optional<Reindexing> building = building(dataset);
    if (building.isPresent()
        && wanted.equals(dataset.chunking())
        && building.get().embeddingModel().equals(dataset.embeddingModel())) {
      // It is as it was wanted all along.
      Reindexing unused = beginReindexing.cancel(building.get());
    } else {
      Reindexing unused = beginReindexing.begin(dataset, embeddings.name(), wanted);
    }
  }

  /** How a dataset is cut when what is being built is seen. */
  ChunkingSettings comingChunking(Dataset dataset) {
    return building(dataset).map(Reindexing::chunking).orElse(dataset.chunking());
  }

  private Optional<Reindexing> building(Dataset dataset) {
    return reindexings.find(dataset.tenant(), dataset.id()).filter(Reindexing::isBuilding);
  }

  /** The name of the installation's embedding model. */
  String embeddingModel() {
    return embeddings.name();
  }

  /** Removes a dataset with its documents; none of it is found from now on. */
  public Outcome<DatasetId> remove(Principal caller, DatasetId id) {
    TenantId tenant = caller.tenant();
    Set<DocumentId> gone =
        unitOfWork.inTenant(
            tenant,
            () -> {
              Set<DocumentId> held = Set.copyOf(documents.idsOf(tenant, id));
              if (!datasets.remove(tenant, id)) {
                return null;
              }
              audit.record(
                  tenant,
                  caller.subject(),
                  AuditAction.DATASET_REMOVED,
                  id,
                  Map.of("documents", String.valueOf(held.size())));
              return held;
            });
    if (gone == null) {
      return Outcome.refused(new Refusal.NotFound("dataset"));
    }
    index.remove(tenant, gone);
    return Outcome.done(id);
  }

  /** Refuses a model that is not the installation's; null is the installation's. */
  Optional<Refusal> unknownModel(@Nullable String wanted) {
    if (wanted == null || wanted.equalsIgnoreCase(embeddings.name())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal.Invalid(
            "embedding_model_not_found",
            "embedding_model",
            "embedding_model: '" + wanted + "' (expected: " + embeddings.name() + ")"));
  }

  /** Tags as they are stored: trimmed, lower case, each once. */
  static List<String> tags(List<String> given) {
    if (given.size() > MAX_TAGS) {
      throw new InvalidValue("tags", given.size() + " tags", "at most " + MAX_TAGS);
    }
    return given.stream()
        .map(tag -> InvalidValue.requireLength("tags", tag.strip(), 1, MAX_TAG_LENGTH))
        .map(tag -> tag.toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private static <T> T orElse(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
