package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.pgvector.PgVectorServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datasets are cut anew while people search in them, where pgvector finds passages. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PgVectorReindexTest {
  private static PassageTables tables;
  private static Home home;
  private static ServerProcess server;

  @BeforeAll
  static void start() {
    PgVectorServer database = PgVectorServer.shared();
    String name = database.createDatabase();
    tables = new PassageTables(database, name);
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

  /** That every search finds just these chunks, and that nothing else is left. */
  private static void assertIsSeenAndAllThereIs(Ships ships, Set<String> chunks) {
    for (String mode : Searchers.MODES) {
      assertThat(ships.search(mode)).as(mode).isEqualTo(chunks);
    }
    tables.tidy(ships);
    tables.assertIndexIsWhatIsStored(ships);
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
      tables.tidy(ships);
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
    tables.assertIndexIsWhatIsStored(ships);
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
      Await.condition(
          "no job is left", () -> tables.rows("SELECT 1 FROM scheduled_tasks").isEmpty());
      tables.tidy(ships);
      searches = searchers.end();
    }

    assertThat(ships.chunks(documents)).isEqualTo(old);
    searches.forEach((mode, found) -> assertThat(found).as(mode).allMatch(old::equals));
    tables.assertIndexIsWhatIsStored(ships);
    Json unused = ships.reindex();
    Await.condition("switched", ships::isSwitched);
    assertThat(ships.search("hybrid"))
        .isEqualTo(ships.chunks(documents))
        .doesNotContainAnyElementsOf(old);
  }
}
