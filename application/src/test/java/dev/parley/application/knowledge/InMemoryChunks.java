package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chunks in memory. */
public final class InMemoryChunks implements Chunks {
  private static final Comparator<Chunk> READING_ORDER =
      Comparator.comparingInt(chunk -> chunk.content().ordinal());

  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Dataset> datasets;
  private final Table<Document> documents;
  private final Table<Stored> chunks;
  private final Table<Reindexing> reindexings;
  private final InMemoryIndexChanges changes;

  public InMemoryChunks(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.datasets = unitOfWork.table("datasets");
    this.documents = unitOfWork.table("documents");
    this.chunks = unitOfWork.table("chunks");
    this.reindexings = unitOfWork.table("reindexings");
    this.changes = new InMemoryIndexChanges(unitOfWork);
  }

  /** What a document is in one edition. */
  record Cut(String embeddingModel, List<Embedded> chunks) {}

  /** The chunks of a document, in all editions. */
  record Stored(DocumentId document, long revision, Map<EditionId, Cut> cuts) {
    Stored {
      cuts = Map.copyOf(cuts);
    }

    Stored revised() {
      return new Stored(document, revision + 1, cuts);
    }

    boolean isEmpty() {
      return cuts.values().stream().allMatch(cut -> cut.chunks().isEmpty());
    }

    Stored with(EditionId edition, Cut cut) {
      Map<EditionId, Cut> changed = new HashMap<>(cuts);
      changed.put(edition, cut);
      return new Stored(document, revision + 1, changed);
    }

    /** The same with what is in these editions alone. */
    Stored in(Collection<EditionId> kept) {
      Map<EditionId, Cut> changed = new HashMap<>(cuts);
      changed.keySet().retainAll(kept);
      return new Stored(document, revision + 1, changed);
    }
  }

  @Override
  public OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> replacement) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            documents
                .find(tenant, document)
                .map(found -> put(tenant, found, shown(tenant, found), embeddingModel, replacement))
                .orElseGet(OptionalLong::empty));
  }

  @Override
  public OptionalLong replaceBeside(
      TenantId tenant,
      DocumentId document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> replacement) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            documents
                .find(tenant, document)
                .map(found -> put(tenant, found, edition, embeddingModel, replacement))
                .orElseGet(OptionalLong::empty));
  }

  private OptionalLong put(
      TenantId tenant,
      Document document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> replacement) {
    Stored stored =
        chunks
            .find(tenant, document.id())
            .orElseGet(() -> new Stored(document.id(), 0, Map.of()))
            .with(edition, new Cut(embeddingModel, copies(replacement)));
    chunks.put(tenant, document.id(), stored);
    changes.note(tenant, document.id(), stored.revision());
    return OptionalLong.of(stored.revision());
  }

  private EditionId shown(TenantId tenant, Document document) {
    return datasets
        .find(tenant, document.dataset())
        .map(Dataset::edition)
        .orElseGet(() -> EditionId.first(document.dataset()));
  }

  private Optional<EditionId> coming(TenantId tenant, Document document) {
    return reindexings
        .find(tenant, document.dataset())
        .filter(Reindexing::isBuilding)
        .map(Reindexing::edition);
  }

  @Override
  public List<DocumentId> removeLeftovers(TenantId tenant, DatasetId dataset, int most) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          List<DocumentId> removed = new ArrayList<>();
          for (Document document : documents.of(tenant)) {
            Stored stored = chunks.find(tenant, document.id()).orElse(null);
            if (!document.dataset().equals(dataset) || stored == null || removed.size() == most) {
              continue;
            }
            Set<EditionId> kept =
                Stream.concat(Stream.of(shown(tenant, document)), coming(tenant, document).stream())
                    .collect(Collectors.toSet());
            if (!kept.containsAll(stored.cuts().keySet())) {
              chunks.put(tenant, document.id(), stored.in(kept));
              changes.note(tenant, document.id(), stored.revision() + 1);
              removed.add(document.id());
            }
          }
          return removed;
        });
  }

  @Override
  public List<Titled> find(TenantId tenant, Collection<ChunkId> ids) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          List<Titled> found = new ArrayList<>();
          for (Stored stored : chunks.of(tenant)) {
            String title = documents.find(tenant, stored.document()).orElseThrow().title();
            stored
                .cuts()
                .forEach(
                    (edition, cut) ->
                        cut.chunks().stream()
                            .map(Embedded::chunk)
                            .filter(chunk -> ids.contains(chunk.id()))
                            .map(chunk -> new Titled(chunk, title, edition))
                            .forEach(found::add));
          }
          return found;
        });
  }

  private Stream<Embedded> embeddedBy(TenantId tenant, String embeddingModel) {
    return chunks.of(tenant).stream()
        .flatMap(stored -> stored.cuts().values().stream())
        .filter(cut -> cut.embeddingModel().equals(embeddingModel))
        .flatMap(cut -> cut.chunks().stream());
  }

  @Override
  public Map<ChunkId, float[]> vectors(
      TenantId tenant, String embeddingModel, Collection<ChunkId> ids) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            embeddedBy(tenant, embeddingModel)
                .filter(embedded -> ids.contains(embedded.chunk().id()))
                .collect(
                    Collectors.toMap(
                        embedded -> embedded.chunk().id(), embedded -> embedded.vector().clone())));
  }

  @Override
  public Map<String, float[]> embedded(
      TenantId tenant, String embeddingModel, Collection<String> texts) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            embeddedBy(tenant, embeddingModel)
                .filter(one -> texts.contains(one.chunk().content().searchableText()))
                .collect(
                    Collectors.toMap(
                        one -> one.chunk().content().searchableText(),
                        one -> one.vector().clone(),
                        (one, same) -> one)));
  }

  @Override
  public Page<Chunk> list(TenantId tenant, DocumentId document, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Cut cut = documents.find(tenant, document).map(one -> seen(tenant, one)).orElse(null);
          List<Embedded> seen = cut == null ? List.of() : cut.chunks();
          return Pages.of(seen.stream().map(Embedded::chunk).toList(), READING_ORDER, page);
        });
  }

  private @Nullable Cut seen(TenantId tenant, Document document) {
    return chunks
        .find(tenant, document.id())
        .map(stored -> stored.cuts().get(shown(tenant, document)))
        .orElse(null);
  }

  @Override
  public DocumentChunks ofDocument(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            documents
                .find(tenant, id)
                .map(document -> ofDocument(tenant, document))
                .orElseGet(() -> new DocumentChunks(0, "", List.of(), List.of())));
  }

  private DocumentChunks ofDocument(TenantId tenant, Document document) {
    Stored stored =
        chunks.find(tenant, document.id()).orElseGet(() -> new Stored(document.id(), 0, Map.of()));
    EditionId shown = shown(tenant, document);
    Cut cut = stored.cuts().getOrDefault(shown, new Cut("", List.of()));
    Beside beside =
        coming(tenant, document)
            .filter(stored.cuts()::containsKey)
            .map(
                edition -> {
                  Cut coming = stored.cuts().getOrDefault(edition, cut);
                  return new Beside(coming.embeddingModel(), in(edition, coming.chunks()));
                })
            .orElse(null);
    return new DocumentChunks(
        stored.revision(),
        cut.embeddingModel(),
        document.tags(),
        document.language(),
        document.createdAt(),
        in(shown, cut.chunks()),
        beside);
  }

  private static List<Embedded> in(EditionId edition, List<Embedded> chunks) {
    return copies(chunks).stream().map(embedded -> embedded.in(edition)).toList();
  }

  private static List<Embedded> copies(List<Embedded> chunks) {
    return chunks.stream()
        .map(embedded -> new Embedded(embedded.chunk(), embedded.vector().clone()))
        .sorted(Comparator.comparing(Embedded::chunk, READING_ORDER))
        .toList();
  }
}
