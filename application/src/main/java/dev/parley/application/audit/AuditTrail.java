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
   * Adds the next event of a tenant's chain. Others who add to the same chain wait until the unit
   * of work ends, so let this be the last thing that a unit does.
   */
  AuditEvent append(TenantId tenant, AuditEntry entry, Instant at);

  /** Newest first. */
  Page<AuditEvent> list(TenantId tenant, Filter filter, PageRequest page);

  /** The events whose seq is greater, in the order of their seq, at most so many. */
  List<AuditEvent> after(TenantId tenant, long seq, int limit);
}
