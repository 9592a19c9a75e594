package dev.parley.application.knowledge;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.tenant.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drafts in memory. */
public final class InMemoryDrafts implements Drafts {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Document> documents;
  private final Table<Text> texts;
  private final Table<Vectors> vectors;

  public InMemoryDrafts(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.documents = unitOfWork.table("documents");
    this.texts = unitOfWork.table("draft_texts");
    this.vectors = unitOfWork.table("draft_vectors");
  }

  private record Text(Source source, ExtractedText text) {}

  private record Key(DocumentId document, String model) {}

  private record Vectors(DocumentId document, Map<String, float[]> byHash) {}

  @Override
  public Optional<ExtractedText> text(TenantId tenant, DocumentId document, Source source) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            texts
                .find(tenant, document)
                .filter(kept -> kept.source().equals(source))
                .filter(kept -> documents.find(tenant, document).isPresent())
                .map(Text::text));
  }

  @Override
  public void keepText(TenantId tenant, DocumentId document, Source source, ExtractedText text) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          if (documents.find(tenant, document).isPresent()) {
            texts.put(tenant, document, new Text(source, text));
          }
          return text;
        });
  }

  @Override
  public Map<String, float[]> vectors(TenantId tenant, DocumentId document, String embeddingModel) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            vectors
                .find(tenant, new Key(document, embeddingModel))
                .filter(kept -> documents.find(tenant, document).isPresent())
                .map(Vectors::byHash)
                .orElse(Map.of()));
  }

  @Override
  public void keepVectors(
      TenantId tenant, DocumentId document, String embeddingModel, List<Vector> made) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          Map<String, float[]> all = new HashMap<>(vectors(tenant, document, embeddingModel));
          made.forEach(vector -> all.putIfAbsent(vector.textHash(), vector.vector().clone()));
          if (documents.find(tenant, document).isPresent()) {
            vectors.put(
                tenant, new Key(document, embeddingModel), new Vectors(document, Map.copyOf(all)));
          }
          return made;
        });
  }

  @Override
  public void drop(TenantId tenant, DocumentId document) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          vectors.removeIf(tenant, kept -> kept.document().equals(document));
          return texts.remove(tenant, document);
        });
  }
}
