package dev.parley.application.attachment;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemoveAttachmentTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();

  private RemoveAttachment after(Duration passed) {
    return new RemoveAttachment(
        stores.attachments(),
        stores.unitOfWork(),
        stores.audit(),
        Clock.fixed(NOW.plus(passed), ZoneOffset.UTC));
  }

  private Outcome<AttachmentId> remove(StoredTenant of, String subject, Attachment file) {
    return after(Duration.ZERO)
        .remove(new Principal(of.id(), subject, Set.of(Role.CHAT)), file.id());
  }

  @Test
  void removesAndRecordsIt() {
    Attachment file = tenant.withAttachment(StoredTenant.OWNER, "Pumps");

    assertThat(Outcomes.done(remove(tenant, StoredTenant.OWNER, file))).isEqualTo(file.id());

    assertThat(stores.attachments().find(tenant.id(), StoredTenant.OWNER, file.id())).isEmpty();
    assertThat(stores.audited(tenant.id()))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.action()).isEqualTo(AuditAction.FILE_REMOVED.word());
              assertThat(event.targetId()).isEqualTo(file.id().toString());
            });
    assertThat(Outcomes.refusal(remove(tenant, StoredTenant.OWNER, file)))
        .isEqualTo(new Refusal.NotFound("file"));
  }

  @Test
  void knowsNoFileOfAnybodyElse() {
    Attachment file = tenant.withAttachment(StoredTenant.OWNER, "Pumps");

    assertThat(Outcomes.refusal(remove(tenant, "key:workshop", file)))
        .isEqualTo(new Refusal.NotFound("file"));
    assertThat(Outcomes.refusal(remove(other, StoredTenant.OWNER, file)))
        .isEqualTo(new Refusal.NotFound("file"));
    assertThat(stores.attachments().find(tenant.id(), StoredTenant.OWNER, file.id())).isPresent();
    assertThat(stores.audited(tenant.id())).isEmpty();
  }

  @Test
  void keepsWhatIsUnusedForADay() {
    Attachment file = tenant.withAttachment(StoredTenant.OWNER, "Pumps");

    assertThat(after(Duration.ofHours(24)).removeUnused()).isZero();
    assertThat(after(Duration.ofHours(24).plusSeconds(1)).removeUnused()).isEqualTo(1);

    assertThat(stores.attachments().find(tenant.id(), StoredTenant.OWNER, file.id())).isEmpty();
  }
}
