package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Documents of which one changes each time just after somebody has read it. */
final class OvertakenDocuments implements Documents {
  private final Documents documents;
  private final Runnable change;

  OvertakenDocuments(Documents documents, Runnable change) {
    this.documents = documents;
    this.change = change;
  }

  @Override
  public Optional<Document> addPage(Document document) {
    return documents.addPage(document);
  }

  @Override
  public boolean replaceContent(Document document, byte[] content) {
    return documents.replaceContent(document, content);
  }

  @Override
  public Optional<Document> find(TenantId tenant, DocumentId id) {
    Optional<Document> found = documents.find(tenant, id);
    change.run();
    return found;
  }

  @Override
  public Optional<Document> hold(TenantId tenant, DocumentId id) {
    return documents.hold(tenant, id);
  }

  @Override
  public OptionalLong fence(TenantId tenant, DocumentId id) {
    return documents.fence(tenant, id);
  }

  @Override
  public void noteEmbedding(TenantId tenant, DocumentId id, Embedding embedding) {
    documents.noteEmbedding(tenant, id, embedding);
  }

  @Override
  public Optional<Embedding> embedding(TenantId tenant, DocumentId id) {
    return documents.embedding(tenant, id);
  }

  @Override
  public boolean isFence(TenantId tenant, DocumentId id, long fence) {
    return documents.isFence(tenant, id, fence);
  }

  @Override
  public boolean advance(Document document, long fence) {
    return documents.advance(document, fence);
  }

  @Override
  public Optional<Document> add(Document document, byte[] content) {
    return documents.add(document, content);
  }

  @Override
  public Page<Document> list(TenantId tenant, DatasetId dataset, PageRequest page) {
    return documents.list(tenant, dataset, page);
  }

  @Override
  public List<DocumentId> idsOf(TenantId tenant, DatasetId dataset) {
    return documents.idsOf(tenant, dataset);
  }

  @Override
  public boolean update(Document document) {
    return documents.update(document);
  }

  @Override
  public boolean describe(Document document) {
    return documents.describe(document);
  }

  @Override
  public Optional<byte[]> content(TenantId tenant, DocumentId id) {
    return documents.content(tenant, id);
  }

  @Override
  public void storeText(TenantId tenant, DocumentId id, ExtractedText text) {
    documents.storeText(tenant, id, text);
  }

  @Override
  public Optional<ExtractedText> text(TenantId tenant, DocumentId id) {
    return documents.text(tenant, id);
  }

  @Override
  public boolean remove(TenantId tenant, DocumentId id) {
    return documents.remove(tenant, id);
  }

  @Override
  public Map<DocumentId, Long> indexedRevisions(TenantId tenant) {
    return documents.indexedRevisions(tenant);
  }
}
