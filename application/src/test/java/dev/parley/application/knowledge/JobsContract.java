package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Jobs} does, where no worker is at anything. */
public abstract class JobsContract {
  private Stores stores;
  private Jobs jobs;
  private StoredTenant tenant;
  private StoredTenant other;
  private Dataset dataset;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    jobs = stores.jobs();
    tenant = stores.tenant();
    other = stores.tenant();
    dataset = tenant.withDataset();
  }

  private Document stored(Document document) {
    assertThat(stores.documents().update(document)).isTrue();
    return document;
  }

  private List<DocumentId> ids(StoredTenant owner, Job.@Nullable State state) {
    return jobs.list(owner.id(), state, new PageRequest(1, 10)).items().stream()
        .map(job -> job.document().id())
        .toList();
  }

  @Test
  void tellsHowTheWorkOnEachDocumentStands() {
    Document queued = tenant.withDocument(dataset, "one");
    Document indexed =
        stored(
            tenant
                .withDocument(dataset, "two")
                .progressed(DocumentStatus.INDEXED, 1, Fixtures.NOW));
    Document failed =
        stored(tenant.withDocument(dataset, "three").failed(DocumentError.CORRUPT, Fixtures.NOW));
    Document cancelled =
        stored(
            tenant
                .withDocument(tenant.withDataset(), "four")
                .failed(DocumentError.CANCELLED, Fixtures.NOW));

    assertThat(ids(tenant, null))
        .containsExactly(cancelled.id(), failed.id(), indexed.id(), queued.id());
    assertThat(ids(tenant, Job.State.QUEUED)).containsExactly(queued.id());
    assertThat(ids(tenant, Job.State.SUCCEEDED)).containsExactly(indexed.id());
    assertThat(ids(tenant, Job.State.FAILED)).containsExactly(failed.id());
    assertThat(ids(tenant, Job.State.CANCELLED)).containsExactly(cancelled.id());
    assertThat(ids(tenant, Job.State.RUNNING)).isEmpty();
    assertThat(jobs.find(tenant.id(), failed.id()))
        .contains(new Job(failed, Job.State.FAILED, 0, null, null));
  }

  @Test
  void listsPartByPart() {
    Document older = tenant.withDocument(dataset, "one");
    tenant.withDocument(dataset, "two");

    assertThat(jobs.list(tenant.id(), null, new PageRequest(2, 1)).items())
        .extracting(Job::document)
        .containsExactly(older);
    assertThat(jobs.list(tenant.id(), null, new PageRequest(2, 1)).total()).isEqualTo(2);
    assertThat(jobs.list(tenant.id(), Job.State.FAILED, new PageRequest(1, 1)).total()).isZero();
  }

  @Test
  void showsJobsToTheirTenantOnly() {
    Document document = tenant.withDocument(dataset, "one");

    assertThat(ids(other, null)).isEmpty();
    assertThat(jobs.find(other.id(), document.id())).isEmpty();
    assertThat(jobs.find(tenant.id(), new DocumentId(Fixtures.id()))).isEmpty();
  }

  @Test
  void keepsADocumentWhoseJobIsRemoved() {
    Document document = tenant.withDocument(dataset, "one");

    jobs.remove(tenant.id(), document.id());

    assertThat(stores.documents().find(tenant.id(), document.id())).contains(document);
  }
}
