package dev.parley.adapters.persistence.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.application.knowledge.Backlog.Counts;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;

/**
 * What db-scheduler's own client cannot do with its table: enqueue without failing the transaction
 * when somebody else does so at the same moment, notice what was enqueued during an execution, and
 * take back what a dead process held. Every statement joins the unit of work of its thread.
 */
final class ScheduledTasks {
  /** The name of the task. A row of it is a document. */
  static final String INGESTION = "ingest-document";

  private final JdbcUnitOfWork unitOfWork;

  ScheduledTasks(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
  }

  /**
   * A row that is being executed.
   *
   * @param version as it was when the row was taken; another one means that it was taken away
   */
  record Held(DocumentId document, Ticket ticket, long version) {}

  /**
   * Adds a document, or gives the one that is there a new ticket. The row stays locked to the end
   * of the unit, so an execution that begins meanwhile waits and sees what the unit changed.
   */
  void put(DocumentId document, Ticket ticket, Instant now) {
    unitOfWork.rowsOf(
        ticket.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO scheduled_tasks AS present
                  (task_name, task_instance, task_data, execution_time, picked, version)
                VALUES (?, ?, ?, ?, false, 1)
                ON CONFLICT (task_name, task_instance) DO UPDATE SET
                  task_data = excluded.task_data,
                  execution_time = least(present.execution_time, excluded.execution_time),
                  consecutive_failures = 0
                """,
                INGESTION,
                document.toString(),
                data(ticket),
                now));
  }

  /** Removes a row whose execution ended, unless the document was put again meanwhile. */
  boolean remove(Held held) {
    return unitOfWork.rowsOf(
        held.ticket().tenant(),
        sql ->
            sql.update(
                    """
                    DELETE FROM scheduled_tasks
                    WHERE task_name = ? AND task_instance = ? AND version = ? AND task_data = ?
                    """,
                    INGESTION,
                    held.document().toString(),
                    held.version(),
                    data(held.ticket()))
                > 0);
  }

  /** Whether a row is still executed by whoever took it so. */
  boolean isHeld(Held held) {
    return unitOfWork.rowsOf(
        held.ticket().tenant(),
        sql ->
            sql.count(
                    """
                    SELECT count(*) AS total
                    FROM scheduled_tasks
                    WHERE task_name = ? AND task_instance = ? AND version = ? AND picked
                    """,
                    INGESTION,
                    held.document().toString(),
                    held.version())
                > 0);
  }

  /** Has a row whose execution failed executed once more, after a while. */
  boolean postpone(Held held, int failures, Instant failed, Duration delay) {
    return unitOfWork.rowsOf(
        held.ticket().tenant(),
        sql ->
            sql.update(
                    """
                    UPDATE scheduled_tasks SET
                      picked = false, picked_by = NULL, last_heartbeat = NULL,
                      consecutive_failures = ?, last_failure = ?, execution_time = ?,
                      version = version + 1
                    WHERE task_name = ? AND task_instance = ? AND version = ?
                    """,
                    failures,
                    failed,
                    failed.plus(delay),
                    INGESTION,
                    held.document().toString(),
                    held.version())
                > 0);
  }

  /** How many rows there are. */
  Counts count(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                    """
                    SELECT count(*) AS in_all,
                      count(*) FILTER (WHERE substring(task_data FROM 1 FOR 36) = ?) AS of_tenant
                    FROM scheduled_tasks
                    WHERE task_name = ?
                    """,
                    row -> new Counts(row.int64("of_tenant"), row.int64("in_all")),
                    tenant.toString().getBytes(UTF_8),
                    INGESTION)
                .orElseThrow());
  }

  /** Has a row whose execution ended executed once more, as if it were new. */
  boolean release(Held held, Instant now) {
    return unitOfWork.rowsOf(
        held.ticket().tenant(),
        sql ->
            sql.update(
                    """
                    UPDATE scheduled_tasks SET
                      picked = false, picked_by = NULL, last_heartbeat = NULL,
                      consecutive_failures = 0, execution_time = ?, version = version + 1
                    WHERE task_name = ? AND task_instance = ? AND version = ?
                    """,
                    now,
                    INGESTION,
                    held.document().toString(),
                    held.version())
                > 0);
  }

  /**
   * Takes back every row that a node holds whose process is known to be dead. Its end counts as a
   * failure of what it was executing: it may have been the cause.
   */
  int releaseAllOf(String node) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.update(
                """
                UPDATE scheduled_tasks SET
                  picked = false, picked_by = NULL, last_heartbeat = NULL,
                  consecutive_failures = coalesce(consecutive_failures, 0) + 1,
                  version = version + 1
                WHERE task_name = ? AND picked AND picked_by = ?
                """,
                INGESTION,
                node));
  }

  private static byte[] data(Ticket ticket) {
    return ticket.toString().getBytes(UTF_8);
  }
}
