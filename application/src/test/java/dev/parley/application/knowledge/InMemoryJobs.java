package dev.parley.application.knowledge;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs as documents in memory tell of them; nothing waits, so nothing is removed. */
public final class InMemoryJobs implements Jobs {
  private static final Comparator<Job> NEWEST_FIRST =
      Comparator.comparing((Job job) -> job.document().createdAt())
          .thenComparing(job -> job.document().id().value())
          .reversed();

  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Document> documents;

  public InMemoryJobs(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.documents = unitOfWork.table("documents");
  }

  @Override
  public Page<Job> list(TenantId tenant, Job.@Nullable State state, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                documents.of(tenant).stream()
                    .map(InMemoryJobs::job)
                    .filter(job -> state == null || job.state() == state)
                    .toList(),
                NEWEST_FIRST,
                page));
  }

  @Override
  public Optional<Job> find(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(tenant, () -> documents.find(tenant, document).map(InMemoryJobs::job));
  }

  @Override
  public void remove(TenantId tenant, DocumentId document) {
    // There is no queue.
  }

  private static Job job(Document document) {
    Job.State state =
        switch (document.status()) {
          case QUEUED -> Job.State.QUEUED;
          case PARSING, CHUNKING, EMBEDDING -> Job.State.RUNNING;
          case INDEXED -> Job.State.SUCCEEDED;
          case FAILED ->
              document.error() == DocumentError.CANCELLED ? Job.State.CANCELLED : Job.State.FAILED;
        };
    return new Job(document, state, 0, null, null);
  }
}
