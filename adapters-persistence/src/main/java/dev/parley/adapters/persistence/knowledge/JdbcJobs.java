package dev.parley.adapters.persistence.knowledge;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.knowledge.Job;
import dev.parley.application.knowledge.Jobs;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs as the documents and the scheduler's table tell of them. */
public final class JdbcJobs implements Jobs {
  private static final String TASK = "ingest-document";

  /** A job's state as the constant's name; the task's name stands in for the only parameter. */
  private static final String STATES =
      """
      WITH jobs AS (
        SELECT d.tenant_id, d.id, d.created_at,
          CASE
            WHEN d.status = 'failed' AND d.error = 'cancelled' THEN 'cancelled'
            WHEN d.status = 'failed' THEN 'failed'
            WHEN d.status = 'indexed' THEN 'succeeded'
            WHEN t.picked THEN 'running'
            WHEN t.consecutive_failures > 0 THEN 'retrying'
            ELSE 'queued'
          END AS state,
          coalesce(t.consecutive_failures, 0) AS failures,
          CASE WHEN NOT t.picked THEN t.execution_time END AS next_attempt,
          CASE WHEN t.picked THEN t.last_heartbeat END AS seen_alive
        FROM documents d
        LEFT JOIN scheduled_tasks t ON t.task_name = ? AND t.task_instance = d.id::text)
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcJobs(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** What the scheduler knows of a document. */
  private record Progress(
      UUID document,
      Job.State state,
      int failures,
      @Nullable Instant nextAttempt,
      @Nullable Instant seenAlive) {
    static Progress of(Row row) {
      return new Progress(
          row.uuid("id"),
          row.constant("state", Job.State.class),
          row.int32("failures"),
          row.instantOrNull("next_attempt"),
          row.instantOrNull("seen_alive"));
    }

    Job of(Document of) {
      return new Job(of, state, failures, nextAttempt, seenAlive);
    }
  }

  @Override
  public Page<Job> list(TenantId tenant, Job.@Nullable State state, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            new Page<>(
                jobs(
                    sql,
                    tenant,
                    sql.list(
                        STATES
                            + """
                            SELECT id, state, failures, next_attempt, seen_alive
                            FROM jobs
                            WHERE tenant_id = ? AND state = coalesce(?, state)
                            ORDER BY created_at DESC, id DESC
                            LIMIT ? OFFSET ?
                            """,
                        Progress::of,
                        TASK,
                        tenant.value(),
                        state,
                        page.size(),
                        page.offset())),
                sql.count(
                    STATES
                        + """
                        SELECT count(*) AS total
                        FROM jobs
                        WHERE tenant_id = ? AND state = coalesce(?, state)
                        """,
                    TASK,
                    tenant.value(),
                    state)));
  }

  @Override
  public Optional<Job> find(TenantId tenant, DocumentId document) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            jobs(
                    sql,
                    tenant,
                    sql.list(
                        STATES
                            + """
                            SELECT id, state, failures, next_attempt, seen_alive
                            FROM jobs
                            WHERE tenant_id = ? AND id = ?
                            """,
                        Progress::of,
                        TASK,
                        tenant.value(),
                        document.value()))
                .stream()
                .findFirst());
  }

  private static List<Job> jobs(Sql sql, TenantId tenant, List<Progress> progress) {
    if (progress.isEmpty()) {
      return List.of();
    }
    Map<UUID, Document> documents =
        sql
            .list(
                DocumentRows.SELECT + "WHERE tenant_id = ? AND id = ANY (?)",
                DocumentRows::document,
                tenant.value(),
                SqlArray.uuids(progress.stream().map(Progress::document).toList()))
            .stream()
            .collect(Collectors.toMap(found -> found.id().value(), Function.identity()));
    List<Job> jobs = new ArrayList<>(progress.size());
    for (Progress one : progress) {
      Document document = documents.get(one.document());
      if (document != null) {
        jobs.add(one.of(document));
      }
    }
    return jobs;
  }

  @Override
  public void remove(TenantId tenant, DocumentId document) {
    unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.update(
                "DELETE FROM scheduled_tasks WHERE task_name = ? AND task_instance = ?",
                TASK,
                document.toString()));
  }
}
