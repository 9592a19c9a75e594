package dev.parley.adapters.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.adapters.persistence.TestStore;
import dev.parley.application.fixtures.StoredTenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlTest {
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
}
