package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** What runs used, in PostgreSQL. */
public final class JdbcUsageLedger implements UsageLedger {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcUsageLedger(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void record(Run run, TokenUsage usage, Instant at) {
    unitOfWork.rowsOf(
        run.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO usage_records
                  (tenant_id, run_id, day, model, bot_id, subject, prompt_tokens,
                   completion_tokens, cost_micro_usd, recorded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (tenant_id, run_id) DO NOTHING
                """,
                run.tenant().value(),
                run.id().value(),
                LocalDate.ofInstant(at, ZoneOffset.UTC),
                run.model().value(),
                run.bot() == null ? null : run.bot().value(),
                run.owner(),
                usage.promptTokens(),
                usage.completionTokens(),
                usage.cost().microUsd(),
                at));
  }

  @Override
  public void recordAll(List<Call> calls) {
    unitOfWork.rowsOfAll(
        sql -> {
          sql.batch(
              """
              INSERT INTO usage_records
                (tenant_id, run_id, day, model, bot_id, subject, prompt_tokens,
                 completion_tokens, cost_micro_usd, recorded_at)
              SELECT tenants.id, ?, ?, ?, NULL::uuid, ?, ?, ?, ?, ?
              FROM tenants
              WHERE tenants.id = ?
              FOR KEY SHARE
              ON CONFLICT (tenant_id, run_id) DO NOTHING
              """,
              calls,
              call ->
                  Sql.values(
                      call.id(),
                      LocalDate.ofInstant(call.at(), ZoneOffset.UTC),
                      call.model().value(),
                      call.subject(),
                      call.usage().promptTokens(),
                      call.usage().completionTokens(),
                      call.usage().cost().microUsd(),
                      call.at(),
                      call.tenant().value()));
          return calls.size();
        });
  }

  @Override
  public Money spent(TenantId tenant, BotId bot, LocalDate first, LocalDate last) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Money(
                sql.count(
                    """
                    SELECT coalesce(sum(cost_micro_usd), 0)::bigint AS total
                    FROM usage_records
                    WHERE tenant_id = ? AND bot_id = ? AND day BETWEEN ? AND ?
                    """,
                    tenant.value(),
                    bot.value(),
                    first,
                    last)));
  }
}
