package dev.parley.adapters.vector.pgvector;

import dev.parley.adapters.vector.pgvector.TenantRows.Transaction;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which passages are looked at, as a condition of SQL.
 *
 * @param condition with question marks for the values
 */
record Narrowing(String condition, List<Object> values) {
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
    return new Narrowing(condition.toString(), values);
  }

  /** The values, between others. */
  Object[] with(List<Object> before, Object... after) {
    List<Object> all = new ArrayList<>(before);
    all.addAll(values);
    all.addAll(List.of(after));
    return all.toArray();
  }

  /** How many passages there are to look at; one more than the most if there are more. */
  int count(Transaction transaction, String more, int most, Object... after) throws SQLException {
    return transaction
        .list(
            "SELECT count(*) FROM (SELECT FROM passages WHERE "
                + condition
                + more
                + " LIMIT ?) AS looked_at",
            row -> row.getInt(1),
            with(List.of(), append(after, most + 1)))
        .getFirst();
  }

  private static Object[] append(Object[] values, Object last) {
    Object[] all = new Object[values.length + 1];
    System.arraycopy(values, 0, all, 0, values.length);
    all[values.length] = last;
    return all;
  }
}
