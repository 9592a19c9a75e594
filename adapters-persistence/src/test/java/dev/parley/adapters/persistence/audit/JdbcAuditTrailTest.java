package dev.parley.adapters.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.audit.AuditTrailContract;
import dev.parley.application.audit.AuditedTenant;
import dev.parley.application.audit.VerifyAudit;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditVerdict;
import dev.parley.domain.audit.AuditVerdict.Broken;
import dev.parley.domain.audit.AuditVerdict.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcAuditTrailTest extends AuditTrailContract {
  private final TestStore store = TestStore.emptied();

  @Override
  protected Stores stores() {
    return store.stores();
  }

  /** By the owner of the tables, since the running program's role cannot. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE audit_events SET actor = 'key:2' WHERE seq = 2 AND tenant_id = ? | 2 | HASH_MISMATCH",
        "UPDATE audit_events SET details = '{\"a\": 1}' WHERE seq = 3 AND tenant_id = ? | 3 | HASH_MISMATCH",
        "UPDATE audit_events SET details = '[]' WHERE seq = 1 AND tenant_id = ? | 1 | HASH_MISMATCH",
        "UPDATE audit_events SET at = at + '1 us' WHERE seq = 3 AND tenant_id = ? | 3 | HASH_MISMATCH",
        "UPDATE audit_events SET request_id = NULL WHERE seq = 1 AND tenant_id = ? | 1 | HASH_MISMATCH",
        "DELETE FROM audit_events WHERE seq = 1 AND tenant_id = ? | 1 | GAP",
        "DELETE FROM audit_events WHERE seq = 2 AND tenant_id = ? | 2 | GAP"
      })
  void verificationFindsWhatWasDoneBehindThePort(String statement, long seq, Reason reason)
      throws Exception {
    Stores stores = store.stores();
    StoredTenant tenant = stores.tenant();
    for (int i = 0; i < 3; i++) {
      stores
          .audit()
          .record(tenant.id(), "key:1", AuditAction.BOT_CHANGED, "bot-" + i, Map.of("n", "1"));
    }
    VerifyAudit verify =
        new VerifyAudit(
            stores.auditTrail(), new AuditedTenant(id -> stores.tenants().find(id).isPresent()));
    assertThat(Outcomes.done(verify.verify(tenant.admin(), null, null)))
        .isInstanceOf(AuditVerdict.Intact.class);

    try (Connection connection = store.database().connect();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      prepared.setObject(1, tenant.id().value());
      assertThat(prepared.executeUpdate()).isEqualTo(1);
    }

    assertThat(Outcomes.done(verify.verify(tenant.admin(), null, null)))
        .isEqualTo(new Broken(seq, reason));
  }

  @Test
  void nobodyWaitsForAnotherWhoAppends() throws Exception {
    Stores stores = store.stores();
    StoredTenant tenant = stores.tenant();
    CountDownLatch appended = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> slow =
          executor.submit(
              () ->
                  stores
                      .unitOfWork()
                      .inTenant(
                          tenant.id(),
                          () -> {
                            stores.audit().record(tenant.id(), "key:1", AuditAction.BOT_CHANGED, 1);
                            appended.countDown();
                            return awaited(end);
                          }));
      assertThat(appended.await(30, TimeUnit.SECONDS)).isTrue();

      stores.audit().record(tenant.id(), "key:1", AuditAction.BOT_CHANGED, 2);
      assertThat(stores.auditTrail().link()).isEqualTo(1);
      end.countDown();

      assertThat(slow.get()).isEqualTo(true);
    }
    assertThat(stores.auditTrail().after(tenant.id(), 0, 10))
        .extracting(AuditEvent::targetId)
        .containsExactly("2", "1");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
