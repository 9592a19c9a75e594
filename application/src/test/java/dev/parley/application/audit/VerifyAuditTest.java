package dev.parley.application.audit;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHash;
import dev.parley.domain.audit.AuditHead;
import dev.parley.domain.audit.AuditVerdict.Broken;
import dev.parley.domain.audit.AuditVerdict.Intact;
import dev.parley.domain.audit.AuditVerdict.Reason;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifyAuditTest {
  private static final AuditTrail.Filter ALL =
      new AuditTrail.Filter(null, null, null, null, null, null);
  private static final PageRequest FIRST = new PageRequest(1, 100);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Principal platform =
      new Principal(other.id(), "key:platform", Set.of(Role.PLATFORM_ADMIN));
  private final AuditedTenant auditedTenant =
      new AuditedTenant(id -> stores.tenants().find(id).isPresent());
  private final VerifyAudit verifyAudit = new VerifyAudit(stores.auditTrail(), auditedTenant);
  private final ReadAudit readAudit = new ReadAudit(stores.auditTrail(), auditedTenant);

  private void record(int count) {
    for (int i = 0; i < count; i++) {
      stores.audit().record(tenant.id(), "key:1", AuditAction.BOT_CHANGED, "bot");
    }
  }

  private AuditEvent event(int seq) {
    return stores.auditTrail().after(tenant.id(), seq - 1, 1).getFirst();
  }

  private void changeActor(int seq) {
    AuditEvent event = event(seq);
    ((InMemoryAuditTrail) stores.auditTrail())
        .tamper(
            new AuditEvent(
                event.tenant(),
                event.seq(),
                event.at(),
                "key:2",
                event.action(),
                event.targetKind(),
                event.targetId(),
                event.requestId(),
                event.details(),
                event.prevHash(),
                event.hash()));
  }

  @Test
  void recordsWhoDidWhatAndForWhichRequest() {
    stores.audit().record(tenant.id(), "key:1", AuditAction.BOT_CHANGED, "bot-1", Map.of("n", "1"));

    AuditEvent event = event(1);
    assertThat(event.actor()).isEqualTo("key:1");
    assertThat(event.action()).isEqualTo("bot_changed");
    assertThat(event.targetKind()).isEqualTo("bot");
    assertThat(event.targetId()).isEqualTo("bot-1");
    assertThat(event.requestId()).isEqualTo(Stores.REQUEST);
    assertThat(event.details()).isEqualTo(Map.of("n", "1"));
    assertThat(event.at()).isEqualTo(NOW);
  }

  @Test
  void findsAnEmptyChainWhole() {
    assertThat(Outcomes.done(verifyAudit.verify(tenant.admin(), null, null)))
        .isEqualTo(new Intact(AuditHead.empty(tenant.id())));
  }

  @Test
  void findsTheFirstBrokenLinkInWhateverPartOfTheChain() {
    record(2_003);
    assertThat(Outcomes.done(verifyAudit.verify(tenant.admin(), null, null)))
        .isEqualTo(new Intact(event(2_003).head()));

    changeActor(2_002);
    assertThat(Outcomes.done(verifyAudit.verify(tenant.admin(), null, null)))
        .isEqualTo(new Broken(2_002, Reason.HASH_MISMATCH));
    changeActor(1_000);
    assertThat(Outcomes.done(verifyAudit.verify(tenant.admin(), null, null)))
        .isEqualTo(new Broken(1_000, Reason.HASH_MISMATCH));
  }

  @Test
  void readsAChainThatEndsWithAPart() {
    record(1_000);

    assertThat(Outcomes.done(verifyAudit.verify(tenant.admin(), null, null)))
        .isEqualTo(new Intact(event(1_000).head()));
  }

  @Test
  void comparesWithAHeadThatWasKept() {
    record(2);
    AuditHash kept = event(2).hash();
    Principal admin = tenant.admin();

    assertThat(Outcomes.done(verifyAudit.verify(admin, null, new VerifyAudit.Expected(2, kept))))
        .isEqualTo(new Intact(event(2).head()));
    assertThat(Outcomes.done(verifyAudit.verify(admin, null, new VerifyAudit.Expected(3, kept))))
        .isEqualTo(new Broken(3, Reason.TRUNCATED));
    assertThat(Outcomes.done(verifyAudit.verify(admin, null, new VerifyAudit.Expected(1, kept))))
        .isEqualTo(new Broken(1, Reason.OTHER_HEAD));
  }

  @Test
  void letsThePlatformReachEveryTenantAndNobodyElseAnother() {
    record(1);

    assertThat(Outcomes.done(readAudit.read(platform, tenant.id(), ALL, FIRST)).items())
        .containsExactly(event(1));
    assertThat(Outcomes.done(readAudit.read(platform, null, ALL, FIRST)).items()).isEmpty();
    assertThat(Outcomes.done(readAudit.read(tenant.admin(), tenant.id(), ALL, FIRST)).total())
        .isEqualTo(1);
    assertThat(Outcomes.done(verifyAudit.verify(platform, tenant.id(), null)))
        .isEqualTo(new Intact(event(1).head()));
    Refusal notFound = new Refusal.NotFound("tenant");
    assertThat(Outcomes.refusal(readAudit.read(other.admin(), tenant.id(), ALL, FIRST)))
        .isEqualTo(notFound);
    assertThat(Outcomes.refusal(verifyAudit.verify(other.admin(), tenant.id(), null)))
        .isEqualTo(notFound);
    assertThat(Outcomes.refusal(readAudit.read(platform, new TenantId(Fixtures.id()), ALL, FIRST)))
        .isEqualTo(notFound);
  }
}
