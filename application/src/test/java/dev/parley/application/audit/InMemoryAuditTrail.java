package dev.parley.application.audit;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.audit.AuditChain;
import dev.parley.domain.audit.AuditEntry;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHead;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Audit events in memory. */
public final class InMemoryAuditTrail implements AuditTrail {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<AuditEvent> events;

  public InMemoryAuditTrail(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.events = unitOfWork.table("audit_events");
  }

  @Override
  public AuditEvent append(TenantId tenant, AuditEntry entry, Instant at) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          List<AuditEvent> chain = events.of(tenant);
          AuditHead head = chain.isEmpty() ? AuditHead.empty(tenant) : chain.getLast().head();
          AuditEvent event = AuditChain.append(head, entry, at);
          events.put(tenant, event.seq(), event);
          return event;
        });
  }

  @Override
  public Page<AuditEvent> list(TenantId tenant, Filter filter, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                events.of(tenant).stream().filter(event -> fits(event, filter)).toList(),
                Comparator.comparingLong(AuditEvent::seq).reversed(),
                page));
  }

  @Override
  public List<AuditEvent> after(TenantId tenant, long seq, int limit) {
    return unitOfWork.rowsOf(
        tenant,
        () -> events.of(tenant).stream().filter(event -> event.seq() > seq).limit(limit).toList());
  }

  /** Puts another event in the place of the one of its seq, as nobody but a test can. */
  public void tamper(AuditEvent event) {
    unitOfWork.rowsOf(event.tenant(), () -> events.replace(event.tenant(), event.seq(), event));
  }

  private static boolean fits(AuditEvent event, Filter filter) {
    return same(filter.actor(), event.actor())
        && same(filter.action(), event.action())
        && same(filter.targetKind(), event.targetKind())
        && same(filter.targetId(), event.targetId())
        && (filter.from() == null || !event.at().isBefore(filter.from()))
        && (filter.to() == null || event.at().isBefore(filter.to()));
  }

  private static boolean same(@Nullable String wanted, String given) {
    return wanted == null || wanted.equals(given);
  }
}
