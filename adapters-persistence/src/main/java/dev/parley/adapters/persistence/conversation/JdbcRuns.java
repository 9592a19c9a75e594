package dev.parley.adapters.persistence.conversation;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunRefusal;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs in PostgreSQL, with the leases of those that have not ended. */
public final class JdbcRuns implements Runs {
  private static final String SELECT =
      """
      SELECT tenant_id, id, owner, conversation_id, question_id, answer_id, bot_id, model, status,
        finish_reason, refusal_reason, refusal_scope, failure_code, failure_detail,
        prompt_tokens, completion_tokens, cost_micro_usd, last_seq, created_at, finished_at
      FROM runs
      """;

  private final JdbcUnitOfWork unitOfWork;

  public JdbcRuns(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void add(Run run, String node, Instant leaseUntil) {
    StateColumns state = StateColumns.of(run.state());
    unitOfWork.rowsOf(
        run.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO runs
                  (tenant_id, id, owner, conversation_id, question_id, answer_id, bot_id, model,
                   status, finish_reason, refusal_reason, refusal_scope, failure_code,
                   failure_detail, prompt_tokens, completion_tokens, cost_micro_usd, node,
                   lease_until, last_seq, created_at, finished_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                run.tenant().value(),
                run.id().value(),
                run.owner(),
                run.conversation().value(),
                run.question().value(),
                run.answer().value(),
                run.bot() == null ? null : run.bot().value(),
                run.model().value(),
                state.status(),
                state.finishReason(),
                state.refusalReason(),
                state.refusalScope(),
                state.failureCode(),
                state.failureDetail(),
                state.promptTokens(),
                state.completionTokens(),
                state.costMicroUsd(),
                node,
                leaseUntil,
                run.lastSeq(),
                run.createdAt(),
                state.finishedAt()));
  }

  @Override
  public Optional<Run> find(TenantId tenant, String owner, RunId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE tenant_id = ? AND owner = ? AND id = ?",
                JdbcRuns::run,
                tenant.value(),
                owner,
                id.value()));
  }

  @Override
  public Optional<Run> find(TenantId tenant, RunId id) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE tenant_id = ? AND id = ?",
                JdbcRuns::run,
                tenant.value(),
                id.value()));
  }

  @Override
  public Optional<Run> latestOf(TenantId tenant, MessageId question) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT
                    + """
                    WHERE tenant_id = ? AND question_id = ?
                    ORDER BY created_at DESC, id DESC
                    LIMIT 1
                    """,
                JdbcRuns::run,
                tenant.value(),
                question.value()));
  }

  @Override
  public boolean hasActive(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.count(
                    """
                    SELECT count(*) AS total
                    FROM runs
                    WHERE tenant_id = ? AND conversation_id = ?
                      AND status IN ('queued', 'running')
                    """,
                    tenant.value(),
                    conversation.value()))
        > 0;
  }

  @Override
  public boolean update(Run run) {
    StateColumns state = StateColumns.of(run.state());
    return unitOfWork.rowsOf(
        run.tenant(),
        sql ->
            // The conversation is locked before the run, as its removal does: the other way round,
            // ending a run and removing its conversation could deadlock. By a statement of its own,
            // since of both in one PostgreSQL makes a new plan every time.
            isHeld(sql, run)
                && sql.update(
                        """
                      UPDATE runs
                      SET status = ?, finish_reason = ?, refusal_reason = ?, refusal_scope = ?,
                        failure_code = ?, failure_detail = ?, prompt_tokens = ?,
                        completion_tokens = ?, cost_micro_usd = ?, finished_at = ?, last_seq = ?
                      WHERE tenant_id = ? AND id = ? AND conversation_id = ?
                        AND status IN ('queued', 'running')
                      """,
                        state.status(),
                        state.finishReason(),
                        state.refusalReason(),
                        state.refusalScope(),
                        state.failureCode(),
                        state.failureDetail(),
                        state.promptTokens(),
                        state.completionTokens(),
                        state.costMicroUsd(),
                        state.finishedAt(),
                        run.lastSeq(),
                        run.tenant().value(),
                        run.id().value(),
                        run.conversation().value())
                    > 0);
  }

  private static boolean isHeld(Sql sql, Run run) {
    return sql.first(
            """
            SELECT id
            FROM conversations
            WHERE tenant_id = ? AND id = ?
            FOR NO KEY UPDATE
            """,
            row -> row.uuid("id"),
            run.tenant().value(),
            run.conversation().value())
        .isPresent();
  }

  @Override
  public void renew(Collection<RunId> runs, Instant leaseUntil) {
    unitOfWork.rowsOfAll(
        sql ->
            sql.update(
                """
                UPDATE runs
                SET lease_until = ?
                WHERE id = ANY (?) AND status IN ('queued', 'running')
                """,
                leaseUntil,
                SqlArray.uuids(runs.stream().map(RunId::value).toList())));
  }

  @Override
  public boolean requestCancel(TenantId tenant, RunId run) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    """
                    UPDATE runs
                    SET cancel_requested = true
                    WHERE tenant_id = ? AND id = ? AND status IN ('queued', 'running')
                    """,
                    tenant.value(),
                    run.value()))
        > 0;
  }

  @Override
  public List<RunId> cancelRequested(String node) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.list(
                """
                SELECT id
                FROM runs
                WHERE node = ? AND cancel_requested AND status IN ('queued', 'running')
                """,
                row -> new RunId(row.uuid("id")),
                node));
  }

  @Override
  public List<Run> activeOn(String node) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.list(
                SELECT + "WHERE node = ? AND status IN ('queued', 'running') ORDER BY created_at",
                JdbcRuns::run,
                node));
  }

  @Override
  public List<Run> expired(Instant now) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.list(
                SELECT
                    + """
                    WHERE lease_until <= ? AND status IN ('queued', 'running')
                    ORDER BY lease_until
                    """,
                JdbcRuns::run,
                now));
  }

  private static Run run(Row row) {
    return new Run(
        new RunId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        row.text("owner"),
        new ConversationId(row.uuid("conversation_id")),
        new MessageId(row.uuid("question_id")),
        new MessageId(row.uuid("answer_id")),
        row.uuidOrNull("bot_id") == null ? null : new BotId(row.uuid("bot_id")),
        new ModelId(row.text("model")),
        state(row),
        row.int64("last_seq"),
        row.instant("created_at"));
  }

  private static RunState state(Row row) {
    return switch (row.constant("status", Status.class)) {
      case QUEUED -> new RunState.Queued();
      case RUNNING -> new RunState.Running();
      case COMPLETED ->
          new RunState.Completed(
              row.constant("finish_reason", FinishReason.class),
              usage(row),
              row.instant("finished_at"));
      case REFUSED ->
          new RunState.Refused(
              new RunRefusal(row.text("refusal_reason"), row.textOrNull("refusal_scope")),
              usage(row),
              row.instant("finished_at"));
      case CANCELLED -> new RunState.Cancelled(usage(row), row.instant("finished_at"));
      case FAILED ->
          new RunState.Failed(
              new RunFailure(
                  row.constant("failure_code", RunFailure.Code.class), row.text("failure_detail")),
              usage(row),
              row.instant("finished_at"));
    };
  }

  private static TokenUsage usage(Row row) {
    return new TokenUsage(
        row.int32("prompt_tokens"),
        row.int32("completion_tokens"),
        new Money(row.int64("cost_micro_usd")));
  }

  private enum Status {
    QUEUED,
    RUNNING,
    COMPLETED,
    REFUSED,
    CANCELLED,
    FAILED
  }

  /** A state as columns; those that it does not have are null. */
  private record StateColumns(
      Status status,
      @Nullable FinishReason finishReason,
      @Nullable RunRefusal refusal,
      @Nullable RunFailure failure,
      @Nullable TokenUsage usage,
      @Nullable Instant finishedAt) {

    static StateColumns of(RunState state) {
      return switch (state) {
        case RunState.Queued queued -> active(Status.QUEUED);
        case RunState.Running running -> active(Status.RUNNING);
        case RunState.Completed done -> ended(Status.COMPLETED, done.reason(), null, null, done);
        case RunState.Refused refused ->
            ended(Status.REFUSED, null, refused.refusal(), null, refused);
        case RunState.Cancelled cancelled -> ended(Status.CANCELLED, null, null, null, cancelled);
        case RunState.Failed failed -> ended(Status.FAILED, null, null, failed.failure(), failed);
      };
    }

    private static StateColumns active(Status status) {
      return new StateColumns(status, null, null, null, null, null);
    }

    private static StateColumns ended(
        Status status,
        @Nullable FinishReason finishReason,
        @Nullable RunRefusal refusal,
        @Nullable RunFailure failure,
        RunState.Ended state) {
      return new StateColumns(
          status, finishReason, refusal, failure, state.usage(), state.finishedAt());
    }

    @Nullable String refusalReason() {
      return refusal == null ? null : refusal.reason();
    }

    @Nullable String refusalScope() {
      return refusal == null ? null : refusal.scope();
    }

    RunFailure.@Nullable Code failureCode() {
      return failure == null ? null : failure.code();
    }

    @Nullable String failureDetail() {
      return failure == null ? null : failure.detail();
    }

    @Nullable Integer promptTokens() {
      return usage == null ? null : usage.promptTokens();
    }

    @Nullable Integer completionTokens() {
      return usage == null ? null : usage.completionTokens();
    }

    @Nullable Long costMicroUsd() {
      return usage == null ? null : usage.cost().microUsd();
    }
  }
}
