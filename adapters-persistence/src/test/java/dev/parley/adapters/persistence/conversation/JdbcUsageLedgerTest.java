package dev.parley.adapters.persistence.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.conversation.UsageLedgerContract;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcUsageLedgerTest extends UsageLedgerContract {
  private final TestStore store = TestStore.emptied();

  @Override
  protected Stores stores() {
    return store.stores();
  }

  @Override
  protected List<Recorded> recorded(TenantId tenant) {
    return store
        .unitOfWork()
        .rowsOf(
            tenant,
            sql ->
                sql.list(
                    """
                    SELECT run_id, day, model, bot_id, subject, prompt_tokens, completion_tokens,
                      cost_micro_usd
                    FROM usage_records
                    WHERE tenant_id = ?
                    """,
                    row ->
                        new Recorded(
                            new RunId(row.uuid("run_id")),
                            LocalDate.parse(row.text("day")),
                            new ModelId(row.text("model")),
                            row.uuidOrNull("bot_id") == null ? null : new BotId(row.uuid("bot_id")),
                            row.text("subject"),
                            new TokenUsage(
                                row.int32("prompt_tokens"),
                                row.int32("completion_tokens"),
                                new Money(row.int64("cost_micro_usd")))),
                    tenant.value()));
  }

  @Test
  void recordsWhenACallWasAndLeavesOutThoseOfTenantsThatAreGone() {
    TenantId tenant = store.stores().tenant().id();
    Instant at = Instant.parse("2026-03-01T10:00:00.123456Z");

    store
        .stores()
        .usageLedger()
        .recordAll(List.of(call(new TenantId(Fixtures.id()), at), call(tenant, at)));

    List<String> rows =
        store
            .unitOfWork()
            .rowsOfAll(
                sql ->
                    sql.list(
                        "SELECT tenant_id, recorded_at FROM usage_records",
                        row -> row.uuid("tenant_id") + " " + row.instant("recorded_at")));
    assertThat(rows).containsExactly(tenant.value() + " " + at);
  }

  private static UsageLedger.Call call(TenantId tenant, Instant at) {
    return new UsageLedger.Call(
        tenant, Fixtures.id(), "key:a", new ModelId("m"), new TokenUsage(1, 1, Money.ZERO), at);
  }
}
