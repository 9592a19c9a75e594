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
  private final Table<AuditEvent> pending;

  public InMemoryAuditTrail(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.events = unitOfWork.table("audit_events");
    this.pending = unitOfWork.table("audit_pending");
  }

  @Override
  public void append(TenantId tenant, AuditEntry entry, Instant at) {
    AuditEvent event = AuditChain.pending(tenant, entry, at);
    unitOfWork.rowsOf(
        tenant,
        () -> {
          pending.put(tenant, new Object(), event);
          return event;
        });
  }

  @Override
  public int link() {
    return unitOfWork.acrossTenants(
        () -> {
          List<AuditEvent> waiting = pending.all();
          waiting.forEach(event -> link(event.tenant()));
          return waiting.size();
        });
  }

  /** The chain of a tenant, with what was appended to it. */
  private List<AuditEvent> link(TenantId tenant) {
    for (AuditEvent event : pending.of(tenant)) {
      List<AuditEvent> chain = events.of(tenant);
      AuditHead head = chain.isEmpty() ? AuditHead.empty(tenant) : chain.getLast().head();
      AuditEvent linked = AuditChain.link(head, event);
      events.put(tenant, linked.seq(), linked);
    }
    pending.removeIf(tenant, event -> true);
    return events.of(tenant);
  }

  @Override
  public Page<AuditEvent> list(TenantId tenant, Filter filter, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                link(tenant).stream().filter(event -> fits(event, filter)).toList(),
                Comparator.comparingLong(AuditEvent::seq).reversed(),
                page));
  }

  @Override
  public List<AuditEvent> after(TenantId tenant, long seq, int limit) {
    return unitOfWork.rowsOf(
        tenant,
        () -> link(tenant).stream().filter(event -> event.seq() > seq).limit(limit).toList());
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
