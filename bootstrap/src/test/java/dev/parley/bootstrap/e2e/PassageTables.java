package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.pgvector.PgVectorServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is stored in a database where pgvector finds passages, and what is in that index. */
record PassageTables(PgVectorServer database, String name) {
  List<String> rows(String sql) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.connect(name);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** Of a tenant. */
  Set<String> indexed(String column, Ships ships) {
    return new HashSet<>(
        rows(
            "SELECT %s FROM passages WHERE tenant_id = '%s'"
                .formatted(column, ships.workspace().tenant())));
  }

  /** Has what searches left go at once, and waits until it is gone. */
  void tidy(Ships ships) {
    String dataset = ships.dataset();
    try (Connection connection = database.connect(name);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE reindexings SET leftovers_from = now() WHERE dataset_id = '" + dataset + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Await.condition(
        "nothing is left",
        () ->
            rows("SELECT dataset_id FROM reindexings WHERE leftovers_from IS NOT NULL").stream()
                .noneMatch(dataset::equals));
  }

  /** That the index holds what is stored, and counts what it holds. */
  void assertIndexIsWhatIsStored(Ships ships) {
    String tenant = ships.workspace().tenant();
    Set<String> stored =
        new HashSet<>(rows("SELECT id FROM chunks WHERE tenant_id = '" + tenant + "'"));
    assertThat(indexed("chunk_id", ships)).isEqualTo(stored);
    assertThat(rows("SELECT document_id FROM passage_documents WHERE tenant_id = '" + tenant + "'"))
        .containsExactlyInAnyOrderElementsOf(indexed("document_id", ships));
    assertThat(
            rows(
                "SELECT passages || ' of ' || words FROM passage_totals WHERE tenant_id = '%s'"
                    .formatted(tenant)))
        .isEqualTo(
            rows(
                "SELECT count(*) || ' of ' || sum(length) FROM passages WHERE tenant_id = '%s'"
                    .formatted(tenant)));
    assertThat(
            rows(
                "SELECT word || ': ' || passages FROM passage_words WHERE tenant_id = '%s'"
                    .formatted(tenant)))
        .containsExactlyInAnyOrderElementsOf(
            rows(
                """
                SELECT word || ': ' || count(*)
                FROM passages p, unnest(p.words) AS word
                WHERE tenant_id = '%s'
                GROUP BY word
                """
                    .formatted(tenant)));
  }
}
