package dev.parley.application.audit;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.audit.AuditEntry;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chains of audit events, one for each tenant. Nothing is ever changed or taken out. */
public interface AuditTrail {

  /**
   * Which events are wanted; null leaves a criterion out.
   *
   * @param action the word of an action
   * @param from not before
   * @param to before
   */
  record Filter(
      @Nullable String actor,
      @Nullable String action,
      @Nullable String targetKind,
      @Nullable String targetId,
      @Nullable Instant from,
      @Nullable Instant to) {}

  /**
   * Stores an event that is to have a place in its tenant's chain, with the unit of work or not at
   * all. It is linked into the chain soon after the unit has ended, behind what is in it by then:
   * nobody who appends waits for others.
   */
  void append(TenantId tenant, AuditEntry entry, Instant at);

  /**
   * Links what was appended in units of work that have ended, of all tenants. Call it again and
   * again, on any node and on several.
   *
   * @return how many events
   */
  int link();

  /** Newest first; what was appended before is linked first. */
  Page<AuditEvent> list(TenantId tenant, Filter filter, PageRequest page);

  /**
   * The events whose seq is greater, in the order of their seq, at most so many; what was appended
   * before is linked first.
   */
  List<AuditEvent> after(TenantId tenant, long seq, int limit);
}
