package dev.parley.adapters.vector.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.adapters.vector.pgvector.PassageSchema.Offer;
import dev.parley.adapters.vector.pgvector.PassageSchema.Unavailable;
import dev.parley.adapters.vector.pgvector.PassageSchema.Unusable;
import dev.parley.adapters.vector.pgvector.PassageSchema.Usable;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassageSchemaTest {
  @ParameterizedTest
  @CsvSource({
    "0.8.0, true",
    "0.8.5, true",
    "0.10, true",
    "1.0.0, true",
    "0.8.3beta1, true",
    "1, true",
    "0.7.4, false",
    "0.5, false",
    "0, false",
    "unpackaged, false"
  })
  void requiresIterativeScans(String version, boolean isEnough) {
    assertThat(PassageSchema.isNewEnough(version)).isEqualTo(isEnough);
  }

  @Test
  void saysWhatIsInTheWay() {
    assertThat(PassageSchema.offer(null, null, true, "acme"))
        .isEqualTo(new Unusable("the database server does not bring the extension pgvector"));
    assertThat(PassageSchema.offer("0.7.0", "0.8.2", true, "acme"))
        .isEqualTo(
            new Unusable(
                "pgvector 0.7.0 (expected: 0.8.0 or newer; ALTER EXTENSION vector UPDATE)"));
    assertThat(PassageSchema.offer(null, "0.7.0", true, "acme"))
        .isEqualTo(new Unusable("pgvector 0.7.0 (expected: 0.8.0 or newer)"));
    assertThat(PassageSchema.offer(null, "0.8.2", false, "acme"))
        .isInstanceOfSatisfying(
            Unusable.class,
            unusable ->
                assertThat(unusable.reason())
                    .contains("login acme may not")
                    .contains("CREATE EXTENSION vector"));
    assertThat(PassageSchema.offer("0.8.2", "0.8.5", false, "acme")).isEqualTo(new Usable("0.8.2"));
  }

  @Test
  void isAppliedOnce() {
    PassageDatabase database = PassageDatabase.bare();
    PgVectorServer server = database.server();

    assertThat(PassageSchema.offer(database.jdbcUrl(), server.user(), server.password()))
        .isInstanceOf(Usable.class);
    assertThat(database.migrate(server.user(), server.password())).isPositive();
    assertThat(database.migrate(server.user(), server.password())).isZero();
  }

  @Test
  void emptiesTablesOfBeforeLanguagesAndDatesSoThatTheyAreFilledAnew() {
    PassageDatabase database = PassageDatabase.bare();
    database.run(
        "CREATE ROLE upgrader LOGIN PASSWORD 'upgrader'",
        "GRANT parley_app TO upgrader",
        "GRANT ALL ON SCHEMA public TO upgrader",
        "GRANT CREATE ON DATABASE " + database.name() + " TO upgrader",
        "CREATE EXTENSION vector");
    PassageSchema.configuration(database.jdbcUrl(), "upgrader", "upgrader")
        .target("001")
        .load()
        .migrate();
    database.run(
        "SELECT add_passage_graph('%s', %d)".formatted(Passages.MODEL, Passages.DIMENSION));
    for (int tenant = 1; tenant <= 2; tenant++) {
      database.run(rowsOfBefore(tenant));
    }

    assertThat(database.migrate("upgrader", "upgrader")).isPositive();

    PgVectorPassageIndex index = new PgVectorPassageIndex(database.pool());
    for (int tenant = 1; tenant <= 2; tenant++) {
      assertThat(index.revisions(Passages.tenant(tenant))).isEmpty();
      assertThat(index.keyword(Passages.tenant(tenant), "steel", Filter.ALL, 10)).isEmpty();
    }
    index.put(Passages.tenant(1), Passages.document(1), Passages.content(1, 1, 1, 3, "steel"));
    assertThat(index.revisions(Passages.tenant(1))).containsOnlyKeys(Passages.document(1));
    assertThat(index.keyword(Passages.tenant(1), "steel", Filter.ALL, 10)).hasSize(3);
    assertThat(
            index.semantic(Passages.tenant(1), Passages.MODEL, Passages.vector(1), Filter.ALL, 10))
        .hasSize(3);
    assertThat(index.keyword(Passages.tenant(2), "steel", Filter.ALL, 10)).isEmpty();
  }

  /** A passage as the first version of the tables had it. */
  private static String[] rowsOfBefore(int number) {
    TenantId tenant = Passages.tenant(number);
    DocumentId document = Passages.document(number);
    return new String[] {
      "INSERT INTO passage_documents VALUES ('%s', '%s', 1)".formatted(tenant, document),
      """
      INSERT INTO passages
      VALUES ('%s', '%s', '%s', '%s', '{tag}', '%s', '%s', 1, '{7}', '\\x0000000701')
      """
          .formatted(
              tenant,
              Passages.chunk(number),
              document,
              Passages.dataset(number),
              Passages.MODEL,
              Arrays.toString(Passages.vector(number))),
      "INSERT INTO passage_words VALUES ('%s', 7, 1)".formatted(tenant),
      "INSERT INTO passage_totals VALUES ('%s', 1, 1)".formatted(tenant)
    };
  }

  @Test
  void worksForALoginThatIsNoSuperuserOnceTheExtensionIsThere() {
    PassageDatabase database = PassageDatabase.bare();
    database.run(
        "CREATE ROLE ordinary LOGIN PASSWORD 'ordinary'",
        "GRANT parley_app TO ordinary",
        "GRANT ALL ON SCHEMA public TO ordinary",
        "GRANT CREATE ON DATABASE " + database.name() + " TO ordinary");
    Offer without = PassageSchema.offer(database.jdbcUrl(), "ordinary", "ordinary");
    assertThat(without).isInstanceOf(Unusable.class);
    assertThatThrownBy(() -> database.migrate("ordinary", "ordinary"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("permission denied");

    database.run("CREATE EXTENSION vector");

    assertThat(PassageSchema.offer(database.jdbcUrl(), "ordinary", "ordinary"))
        .isInstanceOf(Usable.class);
    assertThat(database.migrate("ordinary", "ordinary")).isPositive();
    PgVectorPassageIndex index = new PgVectorPassageIndex(database.pool());
    index.put(Passages.tenant(1), Passages.document(1), Passages.content(1, 1, 1, 3, "steel"));
    Filter tagged = new Filter(Set.of(), Set.of(), Set.of("tag1"));
    assertThat(index.keyword(Passages.tenant(1), "steel", tagged, 10)).hasSize(3);
    assertThat(
            index.semantic(Passages.tenant(1), Passages.MODEL, Passages.vector(1), Filter.ALL, 10))
        .hasSize(3);
  }
}
