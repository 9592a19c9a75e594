package dev.parley.adapters.persistence.response;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.response.ResponseId;
import dev.parley.application.response.StoredResponse;
import dev.parley.application.response.StoredResponse.Chain;
import dev.parley.application.response.StoredResponses;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Responses in PostgreSQL, each with what it goes on from by its id. */
public final class JdbcStoredResponses implements StoredResponses {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcStoredResponses(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public void add(StoredResponse response) {
    ResponseId previous = response.previous();
    int unused =
        unitOfWork.rowsOf(
            response.tenant(),
            sql ->
                sql.update(
                    """
                    INSERT INTO responses
                      (tenant_id, id, subject, previous_id, chain_length, chain_size, response,
                       input, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    response.tenant().value(),
                    response.id().value(),
                    response.subject(),
                    previous == null ? null : previous.value(),
                    response.chain().length(),
                    response.chain().size(),
                    response.response(),
                    response.input(),
                    response.createdAt(),
                    response.expiresAt()));
  }

  @Override
  public Optional<StoredResponse> find(
      TenantId tenant, String subject, ResponseId id, Instant now) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                """
                SELECT tenant_id, id, subject, previous_id, chain_length, chain_size, response,
                  input, created_at, expires_at
                FROM responses
                WHERE tenant_id = ? AND id = ? AND subject = ? AND expires_at > ?
                """,
                JdbcStoredResponses::response,
                tenant.value(),
                id.value(),
                subject,
                now));
  }

  @Override
  public Optional<Chain> measure(TenantId tenant, String subject, ResponseId id, Instant now) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                """
                SELECT chain_length, chain_size
                FROM responses
                WHERE tenant_id = ? AND id = ? AND subject = ? AND expires_at > ?
                """,
                JdbcStoredResponses::chain,
                tenant.value(),
                id.value(),
                subject,
                now));
  }

  @Override
  public List<StoredResponse> chain(TenantId tenant, String subject, ResponseId last, Instant now) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                """
                WITH RECURSIVE chain AS (
                  SELECT id, previous_id, 0 AS behind
                  FROM responses
                  WHERE tenant_id = ? AND id = ? AND subject = ? AND expires_at > ?
                  UNION ALL
                  SELECT before.id, before.previous_id, chain.behind + 1
                  FROM chain JOIN responses before ON before.id = chain.previous_id
                  WHERE before.tenant_id = ? AND before.subject = ? AND before.expires_at > ?
                )
                SELECT tenant_id, id, subject, responses.previous_id, chain_length, chain_size,
                  response, input, created_at, expires_at
                FROM chain JOIN responses USING (id)
                WHERE tenant_id = ?
                ORDER BY behind DESC
                """,
                JdbcStoredResponses::response,
                tenant.value(),
                last.value(),
                subject,
                now,
                tenant.value(),
                subject,
                now,
                tenant.value()));
  }

  private static StoredResponse response(Row row) {
    UUID previous = row.uuidOrNull("previous_id");
    return new StoredResponse(
        new TenantId(row.uuid("tenant_id")),
        row.text("subject"),
        new ResponseId(row.uuid("id")),
        previous == null ? null : new ResponseId(previous),
        chain(row),
        row.text("response"),
        row.textOrNull("input"),
        row.instant("created_at"),
        row.instant("expires_at"));
  }

  private static Chain chain(Row row) {
    return new Chain(row.int32("chain_length"), row.int64("chain_size"));
  }

  @Override
  public void keepUntil(TenantId tenant, String subject, List<ResponseId> ids, Instant expiresAt) {
    int unused =
        unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    """
                    UPDATE responses SET expires_at = ?
                    WHERE tenant_id = ? AND id = ANY (?) AND subject = ?
                    """,
                    expiresAt,
                    tenant.value(),
                    SqlArray.uuids(ids.stream().map(ResponseId::value).toList()),
                    subject));
  }

  @Override
  public boolean remove(TenantId tenant, String subject, ResponseId id, Instant now) {
    return unitOfWork.rowsOf(
            tenant,
            sql ->
                sql.update(
                    """
                    DELETE FROM responses
                    WHERE tenant_id = ? AND id = ? AND subject = ? AND expires_at > ?
                    """,
                    tenant.value(),
                    id.value(),
                    subject,
                    now))
        > 0;
  }

  @Override
  public int trim(Instant now) {
    return unitOfWork.rowsOfAll(
        sql -> sql.update("DELETE FROM responses WHERE expires_at <= ?", now));
  }
}
