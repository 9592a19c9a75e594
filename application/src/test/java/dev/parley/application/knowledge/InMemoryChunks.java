package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Chunks in memory. */
public final class InMemoryChunks implements Chunks {
  private static final Comparator<Chunk> READING_ORDER =
      Comparator.comparingInt(chunk -> chunk.content().ordinal());

  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Document> documents;
  private final Table<Stored> chunks;
  private final InMemoryIndexChanges changes;

  public InMemoryChunks(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.documents = unitOfWork.table("documents");
    this.chunks = unitOfWork.table("chunks");
    this.changes = new InMemoryIndexChanges(unitOfWork);
  }

  /** The chunks of a document. */
  record Stored(DocumentId document, long revision, String embeddingModel, List<Embedded> chunks) {
    Stored revised() {
      return new Stored(document, revision + 1, embeddingModel, chunks);
    }
  }

  @Override
  public OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> replacement) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          if (documents.find(tenant, document).isEmpty()) {
            return OptionalLong.empty();
          }
          long revision = chunks.find(tenant, document).map(Stored::revision).orElse(0L) + 1;
          chunks.put(
              tenant,
              document,
              new Stored(document, revision, embeddingModel, copies(replacement)));
          changes.note(tenant, document, revision);
          return OptionalLong.of(revision);
        });
  }

  @Override
  public OptionalLong replaceVectors(
      TenantId tenant,
      DocumentId document,
      long revision,
      String embeddingModel,
      List<Embedded> embedded) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Stored stored = chunks.find(tenant, document).orElse(null);
          if (stored == null || stored.revision() != revision) {
            return OptionalLong.empty();
          }
          chunks.put(
              tenant,
              document,
              new Stored(document, revision + 1, embeddingModel, copies(embedded)));
          changes.note(tenant, document, revision + 1);
          return OptionalLong.of(revision + 1);
        });
  }

  @Override
  public List<DocumentId> embeddedByOthers(TenantId tenant, String embeddingModel) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            chunks.of(tenant).stream()
                .filter(stored -> !stored.embeddingModel().equals(embeddingModel))
                .map(Stored::document)
                .toList());
  }

  @Override
  public List<Titled> find(TenantId tenant, Collection<ChunkId> ids) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            chunks.of(tenant).stream()
                .flatMap(stored -> stored.chunks().stream())
                .map(Embedded::chunk)
                .filter(chunk -> ids.contains(chunk.id()))
                .map(
                    chunk ->
                        new Titled(
                            chunk, documents.find(tenant, chunk.document()).orElseThrow().title()))
                .toList());
  }

  @Override
  public Map<ChunkId, float[]> vectors(
      TenantId tenant, String embeddingModel, Collection<ChunkId> ids) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            chunks.of(tenant).stream()
                .filter(stored -> stored.embeddingModel().equals(embeddingModel))
                .flatMap(stored -> stored.chunks().stream())
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
            chunks.of(tenant).stream()
                .filter(stored -> stored.embeddingModel().equals(embeddingModel))
                .flatMap(stored -> stored.chunks().stream())
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
        () ->
            Pages.of(
                ofDocument(tenant, document).chunks().stream().map(Embedded::chunk).toList(),
                READING_ORDER,
                page));
  }

  @Override
  public DocumentChunks ofDocument(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          DocumentChunks present =
              chunks
                  .find(tenant, document)
                  .map(
                      stored ->
                          new DocumentChunks(
                              stored.revision(),
                              stored.embeddingModel(),
                              List.of(),
                              copies(stored.chunks())))
                  .orElseGet(() -> new DocumentChunks(0, "", List.of(), List.of()));
          return documents
              .find(tenant, document)
              .map(
                  described ->
                      new DocumentChunks(
                          present.revision(),
                          present.embeddingModel(),
                          described.tags(),
                          described.language(),
                          described.createdAt(),
                          present.chunks()))
              .orElse(present);
        });
  }

  private static List<Embedded> copies(List<Embedded> chunks) {
    return chunks.stream()
        .map(embedded -> new Embedded(embedded.chunk(), embedded.vector().clone()))
        .sorted(Comparator.comparing(Embedded::chunk, READING_ORDER))
        .toList();
  }
}
