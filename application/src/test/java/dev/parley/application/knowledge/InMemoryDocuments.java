package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.WebSource;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Documents in memory. */
public final class InMemoryDocuments implements Documents {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Document> documents;
  private final Table<byte[]> contents;
  private final Table<ExtractedText> texts;
  private final Table<InMemoryChunks.Stored> chunks;
  private final Table<Long> fences;
  private final Table<Embedding> embeddings;
  private final InMemoryIndexChanges changes;

  public InMemoryDocuments(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.documents = unitOfWork.table("documents");
    this.contents = unitOfWork.table("document_contents");
    this.texts = unitOfWork.table("document_texts");
    this.chunks = unitOfWork.table("chunks");
    this.fences = unitOfWork.table("document_fences");
    this.embeddings = unitOfWork.table("document_embeddings");
    this.changes = new InMemoryIndexChanges(unitOfWork);
  }

  @Override
  public Optional<Document> add(Document document, byte[] content) {
    return unitOfWork.rowsOf(
        document.tenant(),
        () -> {
          Optional<Document> same =
              documents.of(document.tenant()).stream()
                  .filter(present -> present.dataset().equals(document.dataset()))
                  .filter(present -> present.source() == null)
                  .filter(present -> present.contentHash().equals(document.contentHash()))
                  .findFirst();
          if (same.isEmpty()) {
            documents.put(document.tenant(), document.id(), document);
            contents.put(document.tenant(), document.id(), content.clone());
          }
          return same;
        });
  }

  @Override
  public Optional<Document> addPage(Document document) {
    return unitOfWork.rowsOf(
        document.tenant(),
        () -> {
          Optional<Document> same =
              documents.of(document.tenant()).stream()
                  .filter(present -> present.dataset().equals(document.dataset()))
                  .filter(present -> address(present).equals(address(document)))
                  .findFirst();
          if (same.isEmpty()) {
            documents.put(document.tenant(), document.id(), document);
          }
          return same;
        });
  }

  private static Optional<WebAddress> address(Document document) {
    return Optional.ofNullable(document.source()).map(WebSource::address);
  }

  @Override
  public boolean replaceContent(Document document, byte[] content) {
    TenantId tenant = document.tenant();
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Optional<Document> found = find(tenant, document.id());
          found.ifPresent(
              present -> {
                Validators validators = Objects.requireNonNull(document.source()).validators();
                contents.put(tenant, document.id(), content.clone());
                documents.replace(
                    tenant,
                    document.id(),
                    present.fetched(
                        document.bytes(),
                        document.contentHash(),
                        document.mediaType(),
                        validators));
              });
          return found.isPresent();
        });
  }

  @Override
  public Optional<Document> find(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(tenant, () -> documents.find(tenant, id));
  }

  @Override
  public Optional<Document> hold(TenantId tenant, DocumentId id) {
    // Units take turns.
    return find(tenant, id);
  }

  @Override
  public OptionalLong fence(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          if (find(tenant, id).isEmpty()) {
            return OptionalLong.empty();
          }
          long fence = fences.find(tenant, id).orElse(0L) + 1;
          fences.put(tenant, id, fence);
          return OptionalLong.of(fence);
        });
  }

  @Override
  public void noteEmbedding(TenantId tenant, DocumentId id, Embedding embedding) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          find(tenant, id).ifPresent(document -> embeddings.put(tenant, id, embedding));
          return embedding;
        });
  }

  @Override
  public Optional<Embedding> embedding(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            find(tenant, id)
                .map(document -> embeddings.find(tenant, id).orElse(new Embedding(0, 0))));
  }

  @Override
  public boolean isFence(TenantId tenant, DocumentId id, long fence) {
    return unitOfWork.rowsOf(
        tenant, () -> find(tenant, id).isPresent() && fences.find(tenant, id).orElse(0L) == fence);
  }

  @Override
  public boolean advance(Document document, long fence) {
    return unitOfWork.rowsOf(
        document.tenant(),
        () ->
            fences.find(document.tenant(), document.id()).orElse(0L) == fence && update(document));
  }

  @Override
  public Page<Document> list(TenantId tenant, DatasetId dataset, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                documents.of(tenant).stream()
                    .filter(document -> document.dataset().equals(dataset))
                    .toList(),
                Comparator.comparing(Document::createdAt)
                    .thenComparing(document -> document.id().value())
                    .reversed(),
                page));
  }

  @Override
  public List<DocumentId> idsOf(TenantId tenant, DatasetId dataset) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            documents.of(tenant).stream()
                .filter(document -> document.dataset().equals(dataset))
                .map(Document::id)
                .toList());
  }

  @Override
  public boolean update(Document document) {
    return unitOfWork.rowsOf(
        document.tenant(),
        () ->
            find(document.tenant(), document.id())
                .map(
                    present ->
                        documents.replace(
                            document.tenant(), document.id(), changed(present, document)))
                .orElse(false));
  }

  private static Document changed(Document present, Document document) {
    return new Document(
        present.id(),
        present.tenant(),
        present.dataset(),
        present.title(),
        present.filename(),
        present.mediaType(),
        present.bytes(),
        present.contentHash(),
        document.status(),
        document.progress(),
        document.error(),
        document.attempts(),
        document.pages(),
        document.chunks(),
        document.tokens(),
        present.tags(),
        document.language(),
        sourceOf(present, document),
        present.createdAt(),
        document.updatedAt());
  }

  private static @Nullable WebSource sourceOf(Document present, Document document) {
    WebSource source = present.source();
    WebSource changed = document.source();
    return source == null || changed == null
        ? source
        : new WebSource(source.address(), source.validators(), changed.due());
  }

  @Override
  public boolean describe(Document document) {
    return unitOfWork.rowsOf(
        document.tenant(),
        () -> {
          TenantId tenant = document.tenant();
          Optional<Document> found = find(tenant, document.id());
          found
              .filter(present -> !present.tags().equals(document.tags()))
              .flatMap(present -> chunks.find(tenant, document.id()))
              .ifPresent(
                  stored -> {
                    chunks.replace(tenant, document.id(), stored.revised());
                    changes.note(tenant, document.id(), stored.revised().revision());
                  });
          return found
              .map(
                  present ->
                      documents.replace(
                          tenant,
                          document.id(),
                          present.described(
                              document.title(), document.tags(), document.updatedAt())))
              .orElse(false);
        });
  }

  @Override
  public Optional<byte[]> content(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(tenant, () -> contents.find(tenant, id).map(byte[]::clone));
  }

  @Override
  public void storeText(TenantId tenant, DocumentId id, ExtractedText text) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          find(tenant, id).ifPresent(document -> texts.put(tenant, id, text));
          return text;
        });
  }

  @Override
  public Optional<ExtractedText> text(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(tenant, () -> texts.find(tenant, id));
  }

  @Override
  public boolean remove(TenantId tenant, DocumentId id) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          if (documents.find(tenant, id).isPresent()) {
            changes.note(tenant, id, 0);
          }
          contents.remove(tenant, id);
          texts.remove(tenant, id);
          chunks.remove(tenant, id);
          new InMemoryReindexings(unitOfWork).removed(tenant, id);
          return documents.remove(tenant, id);
        });
  }

  @Override
  public Map<DocumentId, Long> indexedRevisions(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Map<DocumentId, Long> revisions = new HashMap<>();
          for (Document document : documents.of(tenant)) {
            chunks
                .find(tenant, document.id())
                .filter(stored -> !stored.isEmpty())
                .ifPresent(stored -> revisions.put(document.id(), stored.revision()));
          }
          return revisions;
        });
  }
}
