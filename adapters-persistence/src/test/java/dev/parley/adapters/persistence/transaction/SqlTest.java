package dev.parley.adapters.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlTest {
  private static final String SETTING = "SELECT current_setting('app.tenant_id') AS setting";

  private JdbcUnitOfWork unitOfWork;
  private StoredTenant tenant;

  @BeforeEach
  void open() {
    TestStore store = TestStore.emptied();
    unitOfWork = store.unitOfWork();
    tenant = store.stores().tenant();
  }

  private <T> T run(Function<Sql, T> work) {
    return unitOfWork.rowsOf(tenant.id(), work);
  }

  @Test
  void keepsOffsetsWhereTextHoldsNul() {
    Optional<String> stored =
        run(sql -> sql.first("SELECT ?::text AS text", row -> row.text("text"), "a\0b\0"));

    assertThat(stored).contains("a\uFFFDb\uFFFD");
  }

  @Test
  void keepsTextInArraysLikewise() {
    Optional<List<String>> stored =
        run(
            sql ->
                sql.first(
                    "SELECT ?::text[] AS texts",
                    row -> row.texts("texts"),
                    SqlArray.texts(List.of("a\0", "NULL", "{,}", "\"\\"))));

    assertThat(stored).contains(List.of("a\uFFFD", "NULL", "{,}", "\"\\"));
  }

  @Test
  void cutsInstantsToWhatTheDatabaseKeeps() {
    Optional<Instant> stored =
        run(
            sql ->
                sql.first(
                    "SELECT ?::timestamptz AS at",
                    row -> row.instant("at"),
                    Instant.parse("2026-03-01T23:59:59.999999999Z")));

    assertThat(stored).contains(Instant.parse("2026-03-01T23:59:59.999999Z"));
  }

  @Test
  void namesTheConstraintAndNoValues() {
    String secret = "canary-7c1f";

    assertThatExceptionOfType(StoreFailure.class)
        .isThrownBy(
            () ->
                run(
                    sql ->
                        sql.update(
                            """
                            INSERT INTO users
                              (tenant_id, id, email, name, roles, status, created_at, updated_at)
                            VALUES (?, ?, ?, 'x', '{}', ?, now(), now())
                            """,
                            tenant.id().value(),
                            tenant.id().value(),
                            secret,
                            secret)))
        .withMessageContaining("users_status_check")
        .satisfies(failure -> assertThat(failure.sqlState()).isEqualTo("23514"))
        .satisfies(failure -> assertThat(failure).hasNoCause())
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(secret));
  }

  @Test
  void namesTheConstraintOfABatch() {
    assertThatExceptionOfType(StoreFailure.class)
        .isThrownBy(
            () ->
                run(
                    sql -> {
                      sql.batch(
                          "INSERT INTO chunks (tenant_id, id) VALUES (?, ?)",
                          List.of(tenant.id()),
                          id -> Sql.values(id.value(), id.value()));
                      return "done";
                    }))
        .withMessageContaining("not-null constraint")
        .satisfies(failure -> assertThat(failure.sqlState()).isEqualTo("23502"));
  }

  @Test
  void saysWhichColumnIsNullUnexpectedly() {
    assertThatIllegalStateException()
        .isThrownBy(() -> run(sql -> sql.first("SELECT NULL AS title", row -> row.text("title"))))
        .withMessageContaining("title");
  }

  @Test
  void bindsNullsThatTakeTurnsWithValues() {
    String query =
        "SELECT ?::uuid AS id, ?::int AS number, ?::text AS text, ?::timestamptz AS at, ?::bytea AS"
            + " bytes";
    Instant at = Instant.parse("2026-03-01T23:59:59Z");
    UUID id = Fixtures.id();
    for (int i = 0; i < 20; i++) {
      boolean given = i % 2 == 1;
      Optional<String> found =
          run(
              sql ->
                  sql.first(
                      query,
                      row ->
                          row.uuidOrNull("id")
                              + " "
                              + row.textOrNull("text")
                              + " "
                              + row.instantOrNull("at"),
                      given ? id : null,
                      given ? 7 : null,
                      given ? "text" : null,
                      given ? at : null,
                      given ? new byte[] {1} : null));

      assertThat(found).contains(given ? id + " text " + at : "null null null");
    }
  }

  /** Whose rows may be seen is told with the first statement, whatever that is. */
  @Test
  void admitsAUnitBeforeItsFirstStatement() {
    assertThat(told(SqlTest::setting)).isEqualTo(tenant.id().toString());
    assertThat(
            told(
                sql -> {
                  int changed = sql.update("UPDATE tenants SET name = ? WHERE true", "Renamed");
                  return changed + " " + setting(sql);
                }))
        .isEqualTo("1 " + tenant.id());
    assertThat(
            told(
                sql -> {
                  sql.batch(
                      "UPDATE tenants SET name = ? WHERE true",
                      List.of("One", "Two"),
                      name -> Sql.values(name));
                  return sql.first("SELECT name FROM tenants", row -> row.text("name"))
                      .orElseThrow();
                }))
        .isEqualTo("Two");
    assertThat(told(SqlTest::settingOfConnection)).isEqualTo(tenant.id().toString());
  }

  private String told(Function<Sql, String> work) {
    return run(work);
  }

  private static String setting(Sql sql) {
    return sql.first(SETTING, row -> row.text("setting")).orElseThrow();
  }

  private static String settingOfConnection(Sql sql) {
    try (Statement statement = sql.connection().createStatement();
        ResultSet results = statement.executeQuery(SETTING)) {
      return results.next() ? results.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
