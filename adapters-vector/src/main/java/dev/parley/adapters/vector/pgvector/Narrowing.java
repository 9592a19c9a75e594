package dev.parley.adapters.vector.pgvector;

import dev.parley.adapters.vector.pgvector.TenantRows.Transaction;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.tenant.TenantId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which passages are looked at, as a condition of SQL.
 *
 * @param condition with question marks for the values
 */
record Narrowing(String condition, List<Object> values) {
  private static final Instant EARLIEST = Instant.parse("-4000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("+200000-01-01T00:00:00Z");

  static Narrowing of(TenantId tenant, Filter filter, Transaction transaction) throws SQLException {
    StringBuilder condition = new StringBuilder("tenant_id = ?");
    List<Object> values = new ArrayList<>();
    values.add(tenant.value());
    if (!filter.datasets().isEmpty()) {
      condition.append(" AND dataset_id = ANY (?)");
      List<UUID> ids = filter.datasets().stream().map(DatasetId::value).toList();
      values.add(transaction.array("uuid", ids));
    }
    if (!filter.documents().isEmpty()) {
      condition.append(" AND document_id = ANY (?)");
      List<UUID> ids = filter.documents().stream().map(DocumentId::value).toList();
      values.add(transaction.array("uuid", ids));
    }
    if (!filter.tags().isEmpty()) {
      condition.append(" AND tags && ?");
      values.add(transaction.array("text", filter.tags()));
    }
    if (!filter.languages().isEmpty()) {
      condition.append(" AND language = ANY (?)");
      values.add(
          transaction.array("text", filter.languages().stream().map(Language::code).toList()));
    }
    Instant from = filter.added().from();
    if (from != null) {
      condition.append(" AND added >= ?");
      values.add(stored(from));
    }
    Instant before = filter.added().before();
    if (before != null) {
      condition.append(" AND added < ?");
      values.add(stored(before));
    }
    return new Narrowing(condition.toString(), values);
  }

  /** As PostgreSQL has it, which knows no other years than these. */
  static OffsetDateTime stored(Instant instant) {
    Instant known =
        instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
    return known.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** The values, between others. */
  Object[] with(List<Object> before, Object... after) {
    List<Object> all = new ArrayList<>(before);
    all.addAll(values);
    all.addAll(List.of(after));
    return all.toArray();
  }

  /** How many passages of any model there are to look at; one more than the most if more. */
  int count(Transaction transaction, int most) throws SQLException {
    if (values.size() == 1) {
      return transaction
          .list(
              "SELECT passages FROM passage_totals WHERE tenant_id = ?",
              row -> (int) Math.min(row.getLong(1), most + 1),
              values.getFirst())
          .stream()
          .findFirst()
          .orElse(0);
    }
    return transaction
        .list(
            "SELECT count(*) FROM (SELECT FROM passages WHERE "
                + condition
                + " LIMIT ?) AS looked_at",
            row -> row.getInt(1),
            with(List.of(), most + 1))
        .getFirst();
  }
}
