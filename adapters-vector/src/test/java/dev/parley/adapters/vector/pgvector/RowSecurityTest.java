package dev.parley.adapters.vector.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements without any condition, as the runtime role: row-level security alone must hold. */
class RowSecurityTest {
  private static final String ROLE = "SET ROLE parley_app";

  @SuppressWarnings("NullAway.Init")
  private static PassageDatabase database;

  @BeforeAll
  static void fill() {
    database = PassageDatabase.create();
    PgVectorPassageIndex index = new PgVectorPassageIndex(database.pool());
    for (int tenant = 1; tenant <= 2; tenant++) {
      index.put(
          Passages.tenant(tenant),
          Passages.document(tenant),
          Passages.content(tenant, tenant, tenant * 100, 3, "steel"));
    }
  }

  private static String as(int tenant) {
    return "SET app.tenant_id = '" + Passages.tenant(tenant) + "'";
  }

  @ParameterizedTest
  @ValueSource(strings = {"passages", "passage_documents", "passage_words", "passage_totals"})
  void showsRowsOfTheTenantAlone(String table) {
    String tenants = "SELECT DISTINCT tenant_id::text FROM " + table;

    assertThat(database.ask(tenants)).hasSize(2);
    assertThat(database.ask(ROLE, as(1), tenants)).containsExactly(Passages.tenant(1).toString());
    assertThat(database.ask(ROLE, as(3), tenants)).isEmpty();
    assertThat(database.ask(ROLE, tenants)).isEmpty();
  }

  @Test
  void findsNothingOfOthersByVectorsAndWords() {
    String nearest =
        "SELECT tenant_id::text FROM passages ORDER BY embedding <#> '%s' LIMIT 10"
            .formatted(Arrays.toString(Passages.vector(200)));
    String words =
        "SELECT tenant_id::text FROM passages WHERE words && ARRAY[%d, %d]"
            .formatted(
                WordBag.number(Passages.tenant(1), "steel"),
                WordBag.number(Passages.tenant(2), "steel"));
    for (String search : List.of(nearest, words)) {
      assertThat(database.ask(search)).hasSize(6);
      assertThat(database.ask(ROLE, as(1), search))
          .hasSize(3)
          .containsOnly(Passages.tenant(1).toString());
    }
  }

  @Test
  void refusesRowsOfOthers() {
    String foreign =
        "INSERT INTO passage_documents VALUES ('%s', '%s', 1)"
            .formatted(Passages.tenant(2), Passages.document(9));

    assertThatThrownBy(() -> database.ask(ROLE, as(1), foreign))
        .hasMessageContaining("row-level security");
    assertThat(database.ask(ROLE, as(1), "DELETE FROM passages RETURNING tenant_id::text"))
        .isNotEmpty()
        .containsOnly(Passages.tenant(1).toString());
    assertThat(Set.copyOf(database.ask("SELECT tenant_id::text FROM passages")))
        .containsExactly(Passages.tenant(2).toString());
    fill();
  }

  @Test
  void runtimeRoleOwnsNothing() {
    assertThat(
            database.ask(
                "SELECT relname::text FROM pg_class WHERE relowner = 'parley_app'::regrole"))
        .isEmpty();
    assertThat(
            database.ask(
                """
                SELECT relname::text FROM pg_class
                WHERE relname LIKE 'passage%' AND relkind = 'r'
                  AND NOT (relrowsecurity AND relforcerowsecurity)
                """))
        .isEmpty();
  }
}
