package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.pgvector.PgVectorServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datasets are cut anew while people search in them, where pgvector finds passages. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PgVectorReindexTest {
  private static final List<String> MODES = List.of("hybrid", "semantic", "keyword");

  private static PgVectorServer database;
  private static String name;
  private static Home home;
  private static ServerProcess server;

  @BeforeAll
  static void start() {
    database = PgVectorServer.shared();
    name = database.createDatabase();
    home = Home.create();
    server =
        ServerProcess.start(
            home, PgVectorTest.settings(database, name, Map.of("RAG_VECTOR_STORE", "pgvector")));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      home.close();
    }
  }

  @AfterEach
  void nothingFailed() {
    assertThat(server.program().err() + server.program().out()).doesNotContain("Exception");
  }

  private static Ships ships() {
    return Ships.in(Workspace.create(server.administrator(), "reindex"));
  }

  /** Adds so many documents, each of so many paragraphs. */
  private static List<String> added(Ships ships, int documents, int paragraphs) {
    List<String> added = new ArrayList<>();
    for (int i = 1; i <= documents; i++) {
      added.add(ships.add(i, paragraphs));
    }
    return added;
  }

  private static List<String> rows(String sql) {
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
  private static Set<String> indexed(String column, Ships ships) {
    return new HashSet<>(
        rows(
            "SELECT %s FROM passages WHERE tenant_id = '%s'"
                .formatted(column, ships.workspace().tenant())));
  }

  /** Has what searches left go at once, and waits until it is gone. */
  private static void tidy(Ships ships) {
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
  private static void assertIndexIsWhatIsStored(Ships ships) {
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

  /** That every search finds just these chunks, and that nothing else is left. */
  private static void assertIsSeenAndAllThereIs(Ships ships, Set<String> chunks) {
    for (String mode : MODES) {
      assertThat(ships.search(mode)).as(mode).isEqualTo(chunks);
    }
    tidy(ships);
    assertIndexIsWhatIsStored(ships);
  }

  /** People who search without end, in each mode. */
  private static final class Searchers implements AutoCloseable {
    private final Map<String, List<Set<String>>> found = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private volatile boolean ended;

    Searchers(Ships ships) {
      for (String mode : MODES) {
        List<Set<String>> searches = new ArrayList<>();
        found.put(mode, searches);
        threads.add(Thread.ofVirtual().start(() -> search(ships, mode, searches)));
      }
    }

    private void search(Ships ships, String mode, List<Set<String>> searches) {
      try {
        while (!ended) {
          searches.add(ships.search(mode));
        }
        // Once more, of what is seen in the end.
        searches.add(ships.search(mode));
      } catch (RuntimeException | AssertionError failed) {
        fault.compareAndSet(null, failed);
      }
    }

    /** What each found, in order, in each mode. */
    Map<String, List<Set<String>>> end() {
      close();
      assertThat(fault.get()).isNull();
      return found;
    }

    @Override
    public void close() {
      ended = true;
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void everySearchSeesAllOfOneEditionAndNoneTheOldOneAfterTheNewOne() {
    Ships ships = ships();
    List<String> documents = added(ships, 4, 10);
    Set<String> old = ships.chunks(documents);

    Map<String, List<Set<String>>> searches;
    try (Searchers searchers = new Searchers(ships)) {
      Json unused = ships.reindex();
      Await.condition("switched", ships::isSwitched);
      tidy(ships);
      searches = searchers.end();
    }

    Set<String> made = ships.chunks(documents);
    assertThat(made).hasSizeGreaterThan(old.size()).doesNotContainAnyElementsOf(old);
    searches.forEach(
        (mode, found) -> {
          assertThat(found.getFirst()).as(mode).isEqualTo(old);
          assertThat(found.getLast()).as(mode).isEqualTo(made);
          assertThat(found).as(mode).allMatch(each -> each.equals(old) || each.equals(made));
          assertThat(found.lastIndexOf(old)).as(mode).isLessThan(found.indexOf(made));
        });
    assertIndexIsWhatIsStored(ships);
  }

  @Test
  void whatIsAddedMeanwhileIsSeenAtOnceAndInTheNewEdition() {
    Ships ships = ships();
    List<String> documents = added(ships, 20, 2);
    Json unused = ships.reindex();
    Await.condition("made", () -> ships.state().number("done") > 0);

    documents.add(ships.add(21, 2));
    Set<String> old = ships.chunks(documents);
    assertThat(ships.search("hybrid")).isEqualTo(old);
    assertThat(ships.state().text("status")).isEqualTo("building");
    Await.condition("switched", ships::isSwitched);

    Set<String> made = ships.chunks(documents);
    assertThat(ships.chunks(documents.getLast())).hasSize(2).doesNotContainAnyElementsOf(old);
    assertIsSeenAndAllThereIs(ships, made);
  }

  @Test
  void whatIsRemovedMeanwhileIsFoundByNobodyAndLeftNowhere() {
    Ships ships = ships();
    List<String> documents = added(ships, 20, 2);
    Json unused = ships.reindex();
    Await.condition("made", () -> ships.state().number("done") > 0);

    Set<String> gone = new HashSet<>();
    // From both ends: of some the new chunks are there, of others not, or are being made.
    while (documents.size() > 6) {
      for (String document : List.of(documents.removeFirst(), documents.removeLast())) {
        gone.addAll(ships.chunks(document));
        ships.remove(document);
        assertThat(ships.search("hybrid")).isNotEmpty().doesNotContainAnyElementsOf(gone);
      }
    }
    Await.condition("switched", ships::isSwitched);

    Set<String> made = ships.chunks(documents);
    assertIsSeenAndAllThereIs(ships, made);
  }

  @Test
  void cancellingLeavesWhatSearchesSeeAsItIs() {
    Ships ships = ships();
    List<String> documents = added(ships, 20, 2);
    Set<String> old = ships.chunks(documents);

    Map<String, List<Set<String>>> searches;
    try (Searchers searchers = new Searchers(ships)) {
      Json unused = ships.reindex();
      Await.condition("made", () -> ships.state().number("done") > 0);
      Json cancelled = ships.cancel();
      assertThat(cancelled.text("status")).isEqualTo("cancelled");
      assertThat(cancelled.number("done")).isLessThan(documents.size());
      Await.condition("no job is left", () -> rows("SELECT 1 FROM scheduled_tasks").isEmpty());
      tidy(ships);
      searches = searchers.end();
    }

    assertThat(ships.chunks(documents)).isEqualTo(old);
    searches.forEach((mode, found) -> assertThat(found).as(mode).allMatch(old::equals));
    assertIndexIsWhatIsStored(ships);
    Json unused = ships.reindex();
    Await.condition("switched", ships::isSwitched);
    assertThat(ships.search("hybrid"))
        .isEqualTo(ships.chunks(documents))
        .doesNotContainAnyElementsOf(old);
  }
}
