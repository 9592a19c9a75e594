package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Set;

/** Removes a document: no search that begins afterwards finds it. */
public final class RemoveDocument {
  private final Documents documents;
  private final PassageIndex index;
  private final UnitOfWork unitOfWork;
  private final Audit audit;

  public RemoveDocument(
      Documents documents, PassageIndex index, UnitOfWork unitOfWork, Audit audit) {
    this.documents = Objects.requireNonNull(documents);
    this.index = Objects.requireNonNull(index);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
  }

  /** Refused where the dataset holds no such document. */
  public Outcome<DocumentId> remove(Principal caller, DatasetId dataset, DocumentId id) {
    TenantId tenant = caller.tenant();
    boolean removed =
        unitOfWork.inTenant(
            tenant,
            () -> {
              boolean gone =
                  documents
                          .find(tenant, id)
                          .filter(document -> document.dataset().equals(dataset))
                          .isPresent()
                      && documents.remove(tenant, id);
              if (gone) {
                audit.record(tenant, caller.subject(), AuditAction.DOCUMENT_REMOVED, id);
              }
              return gone;
            });
    if (!removed) {
      return Outcome.refused(new Refusal.NotFound("document"));
    }
    index.remove(tenant, Set.of(id));
    return Outcome.done(id);
  }
}
