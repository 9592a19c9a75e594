package dev.parley.application.knowledge;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Set;

/** Removes a document: no search that begins afterwards finds it. */
public final class RemoveDocument {
  private final Documents documents;
  private final PassageIndex index;
  private final UnitOfWork unitOfWork;

  public RemoveDocument(Documents documents, PassageIndex index, UnitOfWork unitOfWork) {
    this.documents = Objects.requireNonNull(documents);
    this.index = Objects.requireNonNull(index);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** Refused where the dataset holds no such document. */
  public Outcome<DocumentId> remove(TenantId tenant, DatasetId dataset, DocumentId id) {
    boolean removed =
        unitOfWork.inTenant(
            tenant,
            () ->
                documents
                        .find(tenant, id)
                        .filter(document -> document.dataset().equals(dataset))
                        .isPresent()
                    && documents.remove(tenant, id));
    if (!removed) {
      return Outcome.refused(new Refusal.NotFound("document"));
    }
    index.remove(tenant, Set.of(id));
    return Outcome.done(id);
  }
}
