package dev.parley.application.conversation;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What runs used, in memory. */
public final class InMemoryUsageLedger implements UsageLedger {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Entry> entries;
  private final Table<Call> calls;

  public InMemoryUsageLedger(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.entries = unitOfWork.table("usage_records");
    this.calls = unitOfWork.table("usage_records_of_calls");
  }

  /** What was recorded for a run. */
  public record Entry(Run run, TokenUsage usage, Instant at) {}

  @Override
  public void record(Run run, TokenUsage usage, Instant at) {
    unitOfWork.rowsOf(
        run.tenant(),
        () -> {
          if (entries.find(run.tenant(), run.id()).isEmpty()) {
            entries.put(run.tenant(), run.id(), new Entry(run, usage, at));
          }
          return run;
        });
  }

  @Override
  public void recordAll(List<Call> all) {
    unitOfWork.acrossTenants(
        () -> {
          for (Call call : all) {
            if (calls.find(call.tenant(), call.id()).isEmpty()) {
              calls.put(call.tenant(), call.id(), call);
            }
          }
          return all;
        });
  }

  /** The calls that were recorded for a tenant, in order. */
  public List<Call> calls(TenantId tenant) {
    return unitOfWork.rowsOf(tenant, () -> calls.of(tenant));
  }

  @Override
  public Money spent(TenantId tenant, BotId bot, LocalDate first, LocalDate last) {
    return entries(tenant).stream()
        .filter(entry -> bot.equals(entry.run().bot()))
        .filter(
            entry -> {
              LocalDate day = LocalDate.ofInstant(entry.at(), ZoneOffset.UTC);
              return !day.isBefore(first) && !day.isAfter(last);
            })
        .map(entry -> entry.usage().cost())
        .reduce(Money.ZERO, Money::plus);
  }

  /** What was recorded for a tenant, in order. */
  public List<Entry> entries(TenantId tenant) {
    return unitOfWork.rowsOf(tenant, () -> entries.of(tenant));
  }
}
