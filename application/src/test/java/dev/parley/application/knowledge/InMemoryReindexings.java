package dev.parley.application.knowledge;

import dev.parley.application.knowledge.InMemoryChunks.Stored;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reindexings in memory. */
public final class InMemoryReindexings implements Reindexings {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Dataset> datasets;
  private final Table<Document> documents;
  private final Table<Stored> chunks;
  private final Table<Reindexing> reindexings;
  private final Table<Taken> taken;
  private final InMemoryIndexChanges changes;

  public InMemoryReindexings(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.datasets = unitOfWork.table("datasets");
    this.documents = unitOfWork.table("documents");
    this.chunks = unitOfWork.table("chunks");
    this.reindexings = unitOfWork.table("reindexings");
    this.taken = unitOfWork.table("edition_documents");
    this.changes = new InMemoryIndexChanges(unitOfWork);
  }

  /** A document that was taken for an edition, and what is known of it there. */
  private record Taken(
      DocumentId document,
      DatasetId dataset,
      EditionId edition,
      @Nullable String embeddingModel,
      int chunks,
      long tokens,
      boolean failed,
      @Nullable Instant madeAt) {}

  @Override
  public Optional<Reindexing> find(TenantId tenant, DatasetId dataset) {
    return unitOfWork.rowsOf(
        tenant, () -> reindexings.find(tenant, dataset).map(one -> counted(tenant, one)));
  }

  private Reindexing counted(TenantId tenant, Reindexing stored) {
    List<Taken> made = made(stored);
    List<DocumentId> failures =
        made.stream().filter(Taken::failed).map(Taken::document).sorted(byId()).toList();
    if (!stored.isBuilding()) {
      return with(stored, stored.documents(), stored.done(), failures);
    }
    int done = made.size() - failures.size();
    int waiting =
        (int)
            shown(tenant, stored.dataset()).stream()
                .filter(document -> made.stream().noneMatch(one -> one.document().equals(document)))
                .count();
    return with(stored, waiting + made.size(), done, failures);
  }

  private static Comparator<DocumentId> byId() {
    return Comparator.comparing(DocumentId::value);
  }

  private List<Taken> made(Reindexing reindexing) {
    return taken.of(reindexing.tenant()).stream()
        .filter(one -> one.edition().equals(reindexing.edition()))
        .filter(one -> one.madeAt() != null)
        .toList();
  }

  private static Reindexing with(
      Reindexing reindexing, int documents, int done, List<DocumentId> failures) {
    return new Reindexing(
        reindexing.tenant(),
        reindexing.dataset(),
        reindexing.edition(),
        reindexing.embeddingModel(),
        reindexing.chunking(),
        reindexing.status(),
        documents,
        done,
        failures,
        reindexing.requestedAt(),
        reindexing.endedAt(),
        reindexing.leftoversFrom());
  }

  private List<DocumentId> shown(TenantId tenant, DatasetId dataset) {
    Optional<EditionId> edition = datasets.find(tenant, dataset).map(Dataset::edition);
    return documents.of(tenant).stream()
        .filter(document -> document.dataset().equals(dataset))
        .map(Document::id)
        .filter(
            id ->
                chunks
                    .find(tenant, id)
                    .flatMap(stored -> edition.map(stored.cuts()::get))
                    .filter(cut -> !cut.chunks().isEmpty())
                    .isPresent())
        .toList();
  }

  @Override
  public void put(Reindexing reindexing) {
    unitOfWork.rowsOf(
        reindexing.tenant(),
        () -> {
          reindexings.put(reindexing.tenant(), reindexing.dataset(), reindexing);
          taken.removeIf(
              reindexing.tenant(),
              one ->
                  one.dataset().equals(reindexing.dataset())
                      && !one.edition().equals(reindexing.edition()));
          return reindexing;
        });
  }

  @Override
  public int documentsShown(TenantId tenant, DatasetId dataset) {
    return unitOfWork.rowsOf(tenant, () -> shown(tenant, dataset).size());
  }

  @Override
  public List<Place> unfinished(Instant now, int most) {
    return unitOfWork.acrossTenants(
        () ->
            reindexings.all().stream()
                .filter(one -> one.isBuilding() || isDue(one.leftoversFrom(), now))
                .map(one -> new Place(one.tenant(), one.dataset()))
                .limit(most)
                .toList());
  }

  private static boolean isDue(@Nullable Instant from, Instant now) {
    return from != null && !from.isAfter(now);
  }

  @Override
  public Map<EditionId, Integer> taken() {
    return unitOfWork.acrossTenants(
        () ->
            reindexings.all().stream()
                .filter(Reindexing::isBuilding)
                .flatMap(one -> taken.of(one.tenant()).stream().filter(each -> isOpen(each, one)))
                .collect(Collectors.toMap(Taken::edition, each -> 1, Integer::sum)));
  }

  private static boolean isOpen(Taken one, Reindexing reindexing) {
    return one.edition().equals(reindexing.edition()) && one.madeAt() == null;
  }

  @Override
  public boolean isMade(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            taken
                .find(tenant, document)
                .filter(one -> one.madeAt() != null && takenBuilding(tenant, one))
                .isPresent());
  }

  @Override
  public Optional<Reindexing> takenFor(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            taken
                .find(tenant, document)
                .filter(one -> one.madeAt() == null)
                .flatMap(
                    one ->
                        reindexings
                            .find(tenant, one.dataset())
                            .filter(Reindexing::isBuilding)
                            .filter(building -> building.edition().equals(one.edition()))));
  }

  @Override
  public List<DocumentId> take(Reindexing reindexing, int most) {
    TenantId tenant = reindexing.tenant();
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          List<DocumentId> more = new ArrayList<>();
          for (DocumentId id :
              shown(tenant, reindexing.dataset()).stream().sorted(byId()).toList()) {
            boolean isFree =
                taken.find(tenant, id).isEmpty()
                    && documents.find(tenant, id).orElseThrow().status().isFinal();
            if (isFree && more.size() < most) {
              taken.put(
                  tenant,
                  id,
                  new Taken(
                      id, reindexing.dataset(), reindexing.edition(), null, 0, 0, false, null));
              more.add(id);
            }
          }
          return more;
        });
  }

  @Override
  public void made(
      Reindexing reindexing,
      DocumentId document,
      String embeddingModel,
      int chunksMade,
      long tokens,
      boolean failed,
      Instant now) {
    unitOfWork.rowsOf(
        reindexing.tenant(),
        () ->
            taken.replace(
                reindexing.tenant(),
                document,
                new Taken(
                    document,
                    reindexing.dataset(),
                    reindexing.edition(),
                    embeddingModel,
                    chunksMade,
                    tokens,
                    failed,
                    now)));
  }

  @Override
  public Optional<Instant> lastMade(Reindexing reindexing) {
    return unitOfWork.rowsOf(
        reindexing.tenant(),
        () ->
            made(reindexing).stream()
                .map(Taken::madeAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder()));
  }

  @Override
  public void forget(TenantId tenant, DocumentId document) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          Taken forgotten = taken.find(tenant, document).orElse(null);
          boolean unused = taken.remove(tenant, document);
          Stored stored = chunks.find(tenant, document).orElse(null);
          if (forgotten != null
              && stored != null
              && stored.cuts().containsKey(forgotten.edition())
              && takenBuilding(tenant, forgotten)) {
            List<EditionId> kept =
                stored.cuts().keySet().stream()
                    .filter(edition -> !edition.equals(forgotten.edition()))
                    .toList();
            chunks.put(tenant, document, stored.in(kept));
            changes.note(tenant, document, stored.revision() + 1);
          }
          return document;
        });
  }

  private boolean takenBuilding(TenantId tenant, Taken one) {
    return reindexings.find(tenant, one.dataset()).filter(Reindexing::isBuilding).isPresent();
  }

  /** A document is gone, within a unit of work. */
  void removed(TenantId tenant, DocumentId document) {
    taken.remove(tenant, document);
  }

  @Override
  public void adopt(Reindexing reindexing) {
    TenantId tenant = reindexing.tenant();
    unitOfWork.rowsOf(
        tenant,
        () -> {
          for (Taken one : made(reindexing)) {
            documents
                .find(tenant, one.document())
                .ifPresent(
                    document ->
                        documents.put(
                            tenant,
                            document.id(),
                            document.measured(document.pages(), one.chunks(), one.tokens())));
            if (!one.failed()) {
              taken.remove(tenant, one.document());
            }
          }
          return reindexing;
        });
  }
}
