package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CancelIngestionTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Document document = tenant.withDocument(tenant.withDataset(), "Pumps");
  private final CancelIngestion cancelIngestion =
      new CancelIngestion(
          stores.documents(),
          stores.reindexings(),
          stores.jobs(),
          stores.unitOfWork(),
          stores.audit(),
          Clock.fixed(Fixtures.NOW, ZoneOffset.UTC));

  private Document inStore() {
    return stores.documents().find(tenant.id(), document.id()).orElseThrow();
  }

  @Test
  void failsADocumentThatWasNeverIndexed() {
    Document cancelled = Outcomes.done(cancelIngestion.cancel(tenant.admin(), document.id()));

    assertThat(cancelled.error()).isEqualTo(DocumentError.CANCELLED);
    assertThat(inStore()).isEqualTo(cancelled);
    assertThat(stores.audited(tenant.id()).getLast().action())
        .isEqualTo(AuditAction.DOCUMENT_CANCELLED.word());
  }

  @Test
  void leavesADocumentIndexedThatWas() {
    stores
        .documents()
        .update(
            document.measured(1, 3, 40).progressed(DocumentStatus.EMBEDDING, 0.5, Fixtures.NOW));

    Outcomes.done(cancelIngestion.cancel(tenant.admin(), document.id()));

    assertThat(inStore().status()).isEqualTo(DocumentStatus.INDEXED);
    assertThat(inStore().chunks()).isEqualTo(3);
  }

  @Test
  void shutsOutWhoeverIsAtIt() {
    long fence = stores.documents().fence(tenant.id(), document.id()).orElseThrow();

    Outcomes.done(cancelIngestion.cancel(tenant.admin(), document.id()));

    assertThat(
            stores
                .documents()
                .advance(document.progressed(DocumentStatus.INDEXED, 1, Fixtures.NOW), fence))
        .isFalse();
  }

  @Test
  void refusesWhatHasEndedIsUnknownOrForeign() {
    assertThat(Outcomes.refusal(cancelIngestion.cancel(other.admin(), document.id())))
        .isEqualTo(new Refusal.NotFound("job"));
    assertThat(
            Outcomes.refusal(cancelIngestion.cancel(tenant.admin(), new DocumentId(Fixtures.id()))))
        .isEqualTo(new Refusal.NotFound("job"));
    stores.documents().update(document.failed(DocumentError.CORRUPT, Fixtures.NOW));
    assertThat(Outcomes.refusal(cancelIngestion.cancel(tenant.admin(), document.id())))
        .isInstanceOf(Refusal.Conflict.class);
    assertThat(inStore().error()).isEqualTo(DocumentError.CORRUPT);
  }
}
