package dev.parley.adapters.persistence.idempotency;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.application.idempotency.Claim;
import dev.parley.application.idempotency.Fingerprint;
import dev.parley.application.idempotency.IdempotencyStore;
import dev.parley.application.idempotency.KeptAnswer;
import dev.parley.application.idempotency.RequestName;
import dev.parley.application.idempotency.SealedBody;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests that are answered once, in PostgreSQL: one row for each name, taken by its key. */
public final class JdbcIdempotencyStore implements IdempotencyStore {
  private final JdbcUnitOfWork unitOfWork;

  public JdbcIdempotencyStore(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  @Override
  public Optional<Present> take(
      Claim claim, @Nullable Fingerprint fingerprint, Instant now, Instant leaseUntil) {
    return unitOfWork.rowsOf(
        claim.request().tenant(),
        sql ->
            insert(sql, claim, fingerprint, now, leaseUntil)
                ? Optional.empty()
                : Optional.of(present(sql, claim)));
  }

  /** Whoever comes second waits here for the first to commit, and then finds its row. */
  private static boolean insert(
      Sql sql, Claim claim, @Nullable Fingerprint fingerprint, Instant now, Instant leaseUntil) {
    return sql.update(
            """
            INSERT INTO idempotent_requests AS present
              (tenant_id, subject, key, claim_id, fingerprint, expires_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, subject, key) DO UPDATE SET
              claim_id = excluded.claim_id, fingerprint = excluded.fingerprint,
              outcome = NULL, status = NULL, headers = NULL, body = NULL, run_id = NULL,
              expires_at = excluded.expires_at
            WHERE present.expires_at <= ?
            """,
            claim.request().tenant().value(),
            claim.request().subject(),
            claim.request().key().value(),
            claim.id(),
            fingerprint == null ? null : fingerprint.bytes(),
            leaseUntil,
            now)
        > 0;
  }

  /** A conflict locks the row that it was with, so it is there until the unit of work ends. */
  private static Present present(Sql sql, Claim claim) {
    return sql.first(
            """
            SELECT fingerprint, outcome, status, headers, body, run_id
            FROM idempotent_requests
            WHERE tenant_id = ? AND subject = ? AND key = ?
            """,
            JdbcIdempotencyStore::present,
            claim.request().tenant().value(),
            claim.request().subject(),
            claim.request().key().value())
        .orElseThrow();
  }

  @Override
  public Optional<Present> find(RequestName name, Instant now) {
    return unitOfWork.rowsOf(
        name.tenant(),
        sql ->
            sql.first(
                """
                SELECT fingerprint, outcome, status, headers, body, run_id
                FROM idempotent_requests
                WHERE tenant_id = ? AND subject = ? AND key = ? AND expires_at > ?
                """,
                JdbcIdempotencyStore::present,
                name.tenant().value(),
                name.subject(),
                name.key().value(),
                now));
  }

  private static Present present(Row row) {
    byte[] hash = row.bytesOrNull("fingerprint");
    Fingerprint fingerprint = hash == null ? null : Fingerprint.of(hash);
    String outcome = row.textOrNull("outcome");
    if (outcome == null || fingerprint == null) {
      return new Present.Running(fingerprint);
    }
    KeptAnswer answer =
        switch (outcome) {
          case "whole" ->
              new KeptAnswer.Whole(
                  row.int32("status"),
                  headers(row.texts("headers")),
                  new SealedBody(row.bytes("body")));
          case "events" -> new KeptAnswer.Events(new RunId(row.uuid("run_id")));
          default -> new KeptAnswer.Forgotten();
        };
    return new Present.Answered(fingerprint, answer);
  }

  @Override
  public boolean keep(Claim claim, Fingerprint fingerprint, KeptAnswer answer, Instant expiresAt) {
    KeptAnswer.Whole whole = answer instanceof KeptAnswer.Whole kept ? kept : null;
    return unitOfWork.rowsOf(
            claim.request().tenant(),
            sql ->
                sql.update(
                    """
                    UPDATE idempotent_requests
                    SET fingerprint = ?, outcome = ?, status = ?, headers = ?, body = ?,
                      run_id = ?, expires_at = ?
                    WHERE tenant_id = ? AND subject = ? AND key = ? AND claim_id = ?
                      AND outcome IS NULL
                    """,
                    fingerprint.bytes(),
                    outcome(answer),
                    whole == null ? null : whole.status(),
                    whole == null ? null : SqlArray.texts(list(whole.headers())),
                    whole == null ? null : whole.body().bytes(),
                    answer instanceof KeptAnswer.Events events ? events.run().value() : null,
                    expiresAt,
                    claim.request().tenant().value(),
                    claim.request().subject(),
                    claim.request().key().value(),
                    claim.id()))
        > 0;
  }

  private static String outcome(KeptAnswer answer) {
    return switch (answer) {
      case KeptAnswer.Whole whole -> "whole";
      case KeptAnswer.Events events -> "events";
      case KeptAnswer.Forgotten forgotten -> "forgotten";
    };
  }

  private static List<String> list(Map<String, String> headers) {
    List<String> list = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          list.add(name);
          list.add(value);
        });
    return list;
  }

  private static Map<String, String> headers(List<String> list) {
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < list.size(); i += 2) {
      headers.put(list.get(i), list.get(i + 1));
    }
    return headers;
  }

  @Override
  public boolean release(Claim claim) {
    return unitOfWork.rowsOf(
            claim.request().tenant(),
            sql ->
                sql.update(
                    """
                    DELETE FROM idempotent_requests
                    WHERE tenant_id = ? AND subject = ? AND key = ? AND claim_id = ?
                      AND outcome IS NULL
                    """,
                    claim.request().tenant().value(),
                    claim.request().subject(),
                    claim.request().key().value(),
                    claim.id()))
        > 0;
  }

  @Override
  public void renew(TenantId tenant, List<Claim> claims, Instant leaseUntil) {
    unitOfWork.rowsOf(
        tenant,
        sql -> {
          sql.batch(
              """
              UPDATE idempotent_requests SET expires_at = ?
              WHERE tenant_id = ? AND subject = ? AND key = ? AND claim_id = ?
                AND outcome IS NULL
              """,
              claims,
              claim ->
                  Sql.values(
                      leaseUntil,
                      tenant.value(),
                      claim.request().subject(),
                      claim.request().key().value(),
                      claim.id()));
          return claims.size();
        });
  }

  @Override
  public int trim(Instant now) {
    return unitOfWork.rowsOfAll(
        sql -> sql.update("DELETE FROM idempotent_requests WHERE expires_at <= ?", now));
  }
}
