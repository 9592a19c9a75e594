package dev.parley.adapters.persistence.audit;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.application.audit.AuditTrail;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.audit.AuditChain;
import dev.parley.domain.audit.AuditEntry;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHash;
import dev.parley.domain.audit.AuditHead;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Audit events in PostgreSQL. Whoever appends holds a lock on the tenant's chain until the
 * transaction ends, so that seqs have no gaps and every event follows the one before.
 */
public final class JdbcAuditTrail implements AuditTrail {
  private static final String SELECT =
      """
      SELECT tenant_id, seq, at, actor, action, target_kind, target_id, request_id, details,
        prev_hash, hash
      FROM audit_events
      """;

  /** The events that a filter lets through; see {@link #filterValues}. */
  private static final String FILTER =
      """
      WHERE tenant_id = ?
        AND (?::text IS NULL OR actor = ?::text)
        AND (?::text IS NULL OR action = ?::text)
        AND (?::text IS NULL OR target_kind = ?::text)
        AND (?::text IS NULL OR target_id = ?::text)
        AND (?::timestamptz IS NULL OR at >= ?::timestamptz)
        AND (?::timestamptz IS NULL OR at < ?::timestamptz)
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcAuditTrail(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public AuditEvent append(TenantId tenant, AuditEntry entry, Instant at) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          AuditEvent event = AuditChain.append(lockHead(sql, tenant), entry, at);
          insert(sql, event);
          return event;
        });
  }

  /**
   * The newest event of a chain; nobody else adds one until the transaction ends. The lock is a
   * statement of its own: the next one then sees what those before committed. It is an advisory
   * one, since the role may not lock rows of this table, which takes the right to update them.
   */
  private static AuditHead lockHead(Sql sql, TenantId tenant) {
    sql.list(
        "SELECT pg_advisory_xact_lock(hashtextextended('audit_events ' || ?, 0))::text AS locked",
        row -> tenant,
        tenant.toString());
    return sql.first(
            """
            SELECT seq, hash
            FROM audit_events
            WHERE tenant_id = ?
            ORDER BY seq DESC
            LIMIT 1
            """,
            row -> new AuditHead(tenant, row.int64("seq"), AuditHash.of(row.bytes("hash"))),
            tenant.value())
        .orElseGet(() -> AuditHead.empty(tenant));
  }

  private static void insert(Sql sql, AuditEvent event) {
    sql.update(
        """
        INSERT INTO audit_events
          (tenant_id, seq, at, actor, action, target_kind, target_id, request_id, details,
           prev_hash, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
        """,
        event.tenant().value(),
        event.seq(),
        event.at(),
        event.actor(),
        event.action(),
        event.targetKind(),
        event.targetId(),
        event.requestId(),
        DetailsJson.write(event.details()),
        event.prevHash().bytes(),
        event.hash().bytes());
  }

  @Override
  public Page<AuditEvent> list(TenantId tenant, Filter filter, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                sql.list(
                    SELECT + FILTER + "ORDER BY seq DESC LIMIT ? OFFSET ?",
                    JdbcAuditTrail::event,
                    filterValues(tenant, filter, page.size(), page.offset())),
                sql.count(
                    "SELECT count(*) AS total FROM audit_events " + FILTER,
                    filterValues(tenant, filter))));
  }

  private static @Nullable Object[] filterValues(TenantId tenant, Filter filter, Object... more) {
    List<@Nullable Object> values = new ArrayList<>();
    Collections.addAll(values, tenant.value());
    Collections.addAll(values, filter.actor(), filter.actor());
    Collections.addAll(values, filter.action(), filter.action());
    Collections.addAll(values, filter.targetKind(), filter.targetKind());
    Collections.addAll(values, filter.targetId(), filter.targetId());
    Collections.addAll(values, filter.from(), filter.from());
    Collections.addAll(values, filter.to(), filter.to());
    Collections.addAll(values, more);
    return values.toArray();
  }

  @Override
  public List<AuditEvent> after(TenantId tenant, long seq, int limit) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                SELECT + "WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?",
                JdbcAuditTrail::event,
                tenant.value(),
                seq,
                limit));
  }

  private static AuditEvent event(Row row) {
    return new AuditEvent(
        new TenantId(row.uuid("tenant_id")),
        row.int64("seq"),
        row.instant("at"),
        row.text("actor"),
        row.text("action"),
        row.text("target_kind"),
        row.text("target_id"),
        row.textOrNull("request_id"),
        DetailsJson.read(row.text("details")),
        AuditHash.of(row.bytes("prev_hash")),
        AuditHash.of(row.bytes("hash")));
  }
}
