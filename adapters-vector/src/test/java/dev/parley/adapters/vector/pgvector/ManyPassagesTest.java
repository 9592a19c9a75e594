package dev.parley.adapters.vector.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.knowledge.PassageIndex.Feedback;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two tenants with more passages than are compared one by one. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManyPassagesTest {
  private static final int EACH = 500;
  private static final int DOCUMENTS = 14;
  private static final int OWN = DOCUMENTS * EACH;
  private static final int QUESTIONS = 40;
  private static final int EXACT = 1_000;
  private static final int LIMIT = 10;
  private static final TenantId TENANT = Passages.tenant(1);
  private static final TenantId OTHER = Passages.tenant(2);

  @SuppressWarnings("NullAway.Init")
  private static PassageDatabase database;

  @SuppressWarnings("NullAway.Init")
  private static PgVectorPassageIndex index;

  @BeforeAll
  static void fill() {
    database = PassageDatabase.create();
    index = new PgVectorPassageIndex(database.pool(), EXACT);
    for (int i = 0; i < DOCUMENTS; i++) {
      index.put(
          TENANT, Passages.document(i), Passages.content(i, i % 2, i * EACH, EACH, "common steel"));
      int first = OWN + i * EACH;
      index.put(
          OTHER, Passages.document(i), Passages.content(i, i % 2, first, EACH, "common secret"));
    }
    // In life, the server does so by itself after a while.
    database.run("ANALYZE passages");
  }

  private static List<ChunkId> nearest(int question, Filter filter) {
    return index.semantic(TENANT, Passages.MODEL, Passages.vector(question), filter, LIMIT).stream()
        .map(Scored::item)
        .toList();
  }

  private static List<ChunkId> exact(int question, int passages) {
    float[] vector = Passages.vector(question);
    return IntStream.range(0, passages)
        .boxed()
        .sorted(
            Comparator.comparingDouble(number -> -Passages.cosine(vector, Passages.vector(number))))
        .limit(LIMIT)
        .map(Passages::chunk)
        .toList();
  }

  @Test
  @Order(1)
  void findsTheNearestByTheGraph() {
    long before = scansOfTheGraph();
    int found = 0;
    for (int question = 0; question < QUESTIONS; question++) {
      List<ChunkId> nearest = nearest(100_000 + question, Filter.ALL);
      Set<ChunkId> right = new HashSet<>(exact(100_000 + question, OWN));
      assertThat(nearest).hasSize(LIMIT);
      assertThat(nearest).allMatch(hit -> hit.value().getLeastSignificantBits() < OWN);
      found += (int) nearest.stream().filter(right::contains).count();
    }
    assertThat(found / (double) (QUESTIONS * LIMIT)).isGreaterThanOrEqualTo(0.99);
    assertThat(scansOfTheGraph()).isGreaterThan(before);
  }

  private static long scansOfTheGraph() {
    List<String> scans =
        database.ask(
            "SELECT pg_stat_clear_snapshot()",
            """
            SELECT sum(idx_scan) FROM pg_stat_user_indexes
            WHERE indexrelname LIKE 'passages_near_%'
            """);
    return Long.parseLong(scans.getLast());
  }

  @Test
  @Order(2)
  void findsTheNearestOfFewByComparingAll() {
    Filter one = new Filter(Set.of(), Set.of(Passages.document(0)), Set.of("tag0", "tag9"));
    for (int question = 0; question < QUESTIONS; question++) {
      assertThat(nearest(100_000 + question, one)).isEqualTo(exact(100_000 + question, EACH));
    }
  }

  @Test
  @Order(3)
  void findsRareWordsBesideCommonOnes() {
    List<Scored<ChunkId>> found = index.keyword(TENANT, "common word2711", Filter.ALL, LIMIT);

    assertThat(found.getFirst().item()).isEqualTo(Passages.chunk(2711));
    assertThat(index.keyword(TENANT, "common", Filter.ALL, LIMIT)).hasSize(LIMIT);
    List<Feedback> feedback = List.of(new Feedback("word100 word101 word102 common", 1));
    assertThat(index.keyword(TENANT, "word2711", feedback, Filter.ALL, LIMIT))
        .extracting(Scored::item)
        .startsWith(Passages.chunk(2711))
        .contains(Passages.chunk(100), Passages.chunk(101), Passages.chunk(102));
    assertThat(index.keyword(TENANT, "secret", Filter.ALL, LIMIT)).isEmpty();
    assertThat(index.keyword(TENANT, "word" + (OWN + 1), Filter.ALL, LIMIT)).isEmpty();
  }

  @Test
  @Order(4)
  void searchesWordsByTheIndexUnderRowLevelSecurity() {
    assertThat(
            String.join(
                "\n",
                database.ask(
                    "SET ROLE parley_app",
                    "SELECT set_config('app.tenant_id', '" + TENANT + "', false)",
                    "EXPLAIN SELECT chunk_id FROM passages WHERE tenant_id = '"
                        + TENANT
                        + "' AND words && ARRAY["
                        + WordBag.number(TENANT, "word2711")
                        + "]")))
        .contains("passages_by_word");
  }

  @Test
  @Order(5)
  void findsNothingThatWasTakenOut() {
    ChunkId gone = nearest(2711, Filter.ALL).getFirst();
    assertThat(gone).isEqualTo(Passages.chunk(2711));

    index.remove(TENANT, Set.of(Passages.document(2711 / EACH)));

    assertThat(nearest(2711, Filter.ALL))
        .hasSize(LIMIT)
        .allMatch(hit -> hit.value().getLeastSignificantBits() / EACH != 2711 / EACH);
    assertThat(index.keyword(TENANT, "word2711", Filter.ALL, LIMIT)).isEmpty();
  }

  @Test
  @Order(6)
  void leavesNothingOfATenantThatWasTakenOut() {
    index.removeTenant(TENANT);

    assertThat(
            database.ask(
                """
                SELECT count(*) FROM (
                  SELECT tenant_id FROM passages
                  UNION ALL SELECT tenant_id FROM passage_documents
                  UNION ALL SELECT tenant_id FROM passage_words
                  UNION ALL SELECT tenant_id FROM passage_totals) AS kept
                WHERE tenant_id = '%s'
                """
                    .formatted(TENANT)))
        .containsExactly("0");
    assertThat(index.keyword(OTHER, "secret", Filter.ALL, LIMIT)).hasSize(LIMIT);
  }
}
