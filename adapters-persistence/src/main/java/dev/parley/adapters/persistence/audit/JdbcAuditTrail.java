package dev.parley.adapters.persistence.audit;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Audit events in PostgreSQL. They are stored beside the chains first, and linked behind the backs
 * of those who append: whoever links holds a lock on the tenant's chain until the transaction ends,
 * so that seqs have no gaps and every event follows the one before.
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

  /** How many events are linked in one transaction. */
  private static final int PART = 1_000;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcAuditTrail(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void append(TenantId tenant, AuditEntry entry, Instant at) {
    AuditEvent event = AuditChain.pending(tenant, entry, at);
    int unused =
        unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    """
                    INSERT INTO audit_pending
                      (tenant_id, at, actor, action, target_kind, target_id, request_id, details)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                    """,
                    tenant.value(),
                    event.at(),
                    event.actor(),
                    event.action(),
                    event.targetKind(),
                    event.targetId(),
                    event.requestId(),
                    DetailsJson.write(event.details())));
  }

  @Override
  public int link() {
    List<TenantId> waiting =
        unitOfWork.rowsOfAll(
            sql ->
                sql.list(
                    "SELECT DISTINCT tenant_id FROM audit_pending",
                    row -> new TenantId(row.uuid("tenant_id"))));
    int linked = 0;
    for (TenantId tenant : waiting) {
      int more;
      do {
        more = unitOfWork.rowsOf(tenant, sql -> linkPart(sql, tenant));
        linked += more;
      } while (more == PART);
    }
    return linked;
  }

  private static void linkAll(Sql sql, TenantId tenant) {
    while (isPending(sql, tenant)) {
      int unused = linkPart(sql, tenant);
    }
  }

  private static boolean isPending(Sql sql, TenantId tenant) {
    return sql.first(
            "SELECT tenant_id FROM audit_pending WHERE tenant_id = ? LIMIT 1",
            row -> tenant,
            tenant.value())
        .isPresent();
  }

  private static int linkPart(Sql sql, TenantId tenant) {
    AuditHead head = lockHead(sql, tenant);
    List<AuditEvent> linked = new ArrayList<>();
    for (AuditEvent pending : takePending(sql, tenant)) {
      AuditEvent event = AuditChain.link(head, pending);
      linked.add(event);
      head = event.head();
    }
    insert(sql, linked);
    return linked.size();
  }

  /** Takes the oldest events that wait, in the order in which they came. */
  private static List<AuditEvent> takePending(Sql sql, TenantId tenant) {
    return sql.list(
        """
        WITH taken AS (
          DELETE FROM audit_pending
          WHERE tenant_id = ? AND id IN (
            SELECT id FROM audit_pending WHERE tenant_id = ? ORDER BY id LIMIT ?)
          RETURNING *)
        SELECT * FROM taken ORDER BY id
        """,
        JdbcAuditTrail::pending,
        tenant.value(),
        tenant.value(),
        PART);
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

  private static void insert(Sql sql, List<AuditEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    List<@Nullable String> requests = new ArrayList<>();
    events.forEach(event -> requests.add(event.requestId()));
    // One statement for all: the server's work on each row is little beside that on a statement.
    int unused =
        sql.update(
            """
            INSERT INTO audit_events
              (tenant_id, seq, at, actor, action, target_kind, target_id, request_id, details,
               prev_hash, hash)
            SELECT tenant_id, seq, at, actor, action, target_kind, target_id, request_id,
              details::jsonb, decode(prev_hash, 'hex'), decode(hash, 'hex')
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS linked
              (tenant_id, seq, at, actor, action, target_kind, target_id, request_id, details,
               prev_hash, hash)
            """,
            SqlArray.uuids(each(events, event -> event.tenant().value())),
            SqlArray.longs(each(events, AuditEvent::seq)),
            SqlArray.instants(each(events, AuditEvent::at)),
            SqlArray.texts(each(events, AuditEvent::actor)),
            SqlArray.texts(each(events, AuditEvent::action)),
            SqlArray.texts(each(events, AuditEvent::targetKind)),
            SqlArray.texts(each(events, AuditEvent::targetId)),
            SqlArray.texts(requests),
            SqlArray.texts(each(events, event -> DetailsJson.write(event.details()))),
            SqlArray.texts(each(events, event -> event.prevHash().hex())),
            SqlArray.texts(each(events, event -> event.hash().hex())));
  }

  private static <T> List<T> each(List<AuditEvent> events, Function<AuditEvent, T> value) {
    return events.stream().map(value).toList();
  }

  @Override
  public Page<AuditEvent> list(TenantId tenant, Filter filter, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql -> {
          linkAll(sql, tenant);
          return new Page<>(
              sql.list(
                  SELECT + FILTER + "ORDER BY seq DESC LIMIT ? OFFSET ?",
                  JdbcAuditTrail::event,
                  filterValues(tenant, filter, page.size(), page.offset())),
              sql.count(
                  "SELECT count(*) AS total FROM audit_events " + FILTER,
                  filterValues(tenant, filter)));
        });
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
        sql -> {
          linkAll(sql, tenant);
          return sql.list(
              SELECT + "WHERE tenant_id = ? AND seq > ? ORDER BY seq LIMIT ?",
              JdbcAuditTrail::event,
              tenant.value(),
              seq,
              limit);
        });
  }

  private static AuditEvent pending(Row row) {
    return event(row, 0, AuditHash.NONE, AuditHash.NONE);
  }

  private static AuditEvent event(Row row) {
    return event(
        row,
        row.int64("seq"),
        AuditHash.of(row.bytes("prev_hash")),
        AuditHash.of(row.bytes("hash")));
  }

  private static AuditEvent event(Row row, long seq, AuditHash prevHash, AuditHash hash) {
    return new AuditEvent(
        new TenantId(row.uuid("tenant_id")),
        seq,
        row.instant("at"),
        row.text("actor"),
        row.text("action"),
        row.text("target_kind"),
        row.text("target_id"),
        row.textOrNull("request_id"),
        DetailsJson.read(row.text("details")),
        prevHash,
        hash);
  }
}
