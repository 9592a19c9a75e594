package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.SqlArray;
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
import java.util.function.Function;

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
    if (calls.isEmpty()) {
      return;
    }
    // One statement for all: one for each would cost more than answering the calls did.
    unitOfWork.rowsOfAll(
        sql ->
            sql.update(
                """
                WITH living AS (
                  SELECT id FROM tenants WHERE id = ANY (?) FOR KEY SHARE
                )
                INSERT INTO usage_records
                  (tenant_id, run_id, day, model, bot_id, subject, prompt_tokens,
                   completion_tokens, cost_micro_usd, recorded_at)
                SELECT living.id, calls.id, calls.day, calls.model, NULL::uuid, calls.subject,
                  calls.prompt_tokens, calls.completion_tokens, calls.cost_micro_usd,
                  calls.recorded_at
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS calls
                  (tenant_id, id, day, model, subject, prompt_tokens, completion_tokens,
                   cost_micro_usd, recorded_at)
                JOIN living ON living.id = calls.tenant_id
                ON CONFLICT (tenant_id, run_id) DO NOTHING
                """,
                SqlArray.uuids(
                    calls.stream().map(call -> call.tenant().value()).distinct().toList()),
                SqlArray.uuids(each(calls, call -> call.tenant().value())),
                SqlArray.uuids(each(calls, Call::id)),
                SqlArray.dates(each(calls, call -> LocalDate.ofInstant(call.at(), ZoneOffset.UTC))),
                SqlArray.texts(each(calls, call -> call.model().value())),
                SqlArray.texts(each(calls, Call::subject)),
                SqlArray.ints(each(calls, call -> call.usage().promptTokens())),
                SqlArray.ints(each(calls, call -> call.usage().completionTokens())),
                SqlArray.longs(each(calls, call -> call.usage().cost().microUsd())),
                SqlArray.instants(each(calls, Call::at))));
  }

  private static <T> List<T> each(List<Call> calls, Function<Call, T> value) {
    return calls.stream().map(value).toList();
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
