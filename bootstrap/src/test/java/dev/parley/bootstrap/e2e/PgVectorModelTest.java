package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.adapters.vector.pgvector.PgVectorServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another model is configured where pgvector finds passages, and people search meanwhile. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PgVectorModelTest {
  private static final int DOCUMENTS = 4;
  private static final String MINILM = "all-MiniLM-L6-v2";
  private static final String BGE = "bge-small-en-v1.5";
  private static final String NOMIC = "ollama/nomic-embed-text";

  private final List<String> documents = new ArrayList<>();
  private PgVectorServer database;
  private PassageTables tables;

  @BeforeEach
  void create() {
    database = PgVectorServer.shared();
    tables = new PassageTables(database, database.createDatabase());
  }

  private ServerProcess start(Home home, String model, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("RAG_VECTOR_STORE", "pgvector");
    settings.put("EMBEDDING_MODEL", model);
    return ServerProcess.start(home, PgVectorTest.settings(database, tables.name(), settings));
  }

  private Ships filled(ServerProcess server) {
    Ships ships = Ships.in(Workspace.create(server.administrator(), "models"));
    for (int i = 1; i <= DOCUMENTS; i++) {
      documents.add(ships.add(i, 10));
    }
    return ships;
  }

  /** Names and dimensions of the vectors that the index holds. */
  private Set<String> vectors() {
    return Set.copyOf(
        tables.rows("SELECT DISTINCT model || ' ' || vector_dims(embedding) FROM passages"));
  }

  private static String model(Ships ships) {
    return ships
        .workspace()
        .admin()
        .get("/v1/admin/datasets/" + ships.dataset())
        .expect(200)
        .json()
        .text("embedding_model");
  }

  /**
   * Waits until searches see what a model embedded.
   *
   * @param old what they saw before
   * @return what was found meanwhile, in order, in each mode
   */
  private Map<String, List<Set<String>>> renewed(Ships here, String model, Set<String> old) {
    assertThat(here.state().text("embedding_model")).isEqualTo(model);
    Map<String, List<Set<String>>> searches;
    try (Searchers searchers = new Searchers(here)) {
      Await.condition("switched to " + model, here::isSwitched);
      searches = searchers.end();
    }
    assertThat(model(here)).isEqualTo(model);
    Set<String> made = here.chunks(documents);
    assertThat(made).hasSameSizeAs(old).doesNotContainAnyElementsOf(old);
    searches.forEach((mode, found) -> assertThat(found.getLast()).as(mode).isEqualTo(made));
    return searches;
  }

  /** That every search saw all of the old edition, or all of the new one from some moment on. */
  private static void assertAnswered(List<Set<String>> found, Set<String> old) {
    Set<String> made = found.getLast();
    assertThat(found.getFirst()).isEqualTo(old);
    assertThat(found).allMatch(each -> each.equals(old) || each.equals(made));
    assertThat(found.lastIndexOf(old)).isLessThan(found.indexOf(made));
  }

  private void assertHoldsAlone(Ships ships, String vectors) {
    tables.tidy(ships);
    tables.assertIndexIsWhatIsStored(ships);
    assertThat(vectors()).containsExactly(vectors);
  }

  private static void assertNothingFailed(ServerProcess server) {
    assertThat(server.program().err() + server.program().out()).doesNotContain("Exception");
  }

  @Test
  void searchesGoOnByTheOldModelUntilAllIsEmbeddedByTheNewOneOfTheSameDimension() {
    try (Home home = Home.create()) {
      Ships ships;
      Set<String> old;
      try (ServerProcess server = start(home, MINILM, Map.of())) {
        ships = filled(server);
        old = ships.chunks(documents);
        assertThat(vectors()).containsExactly("all-minilm-l6-v2 384");
      }
      try (ServerProcess server = start(home, BGE, Map.of())) {
        Ships here = ships.on(server);
        assertThat(here.search("semantic")).isEqualTo(old);

        renewed(here, BGE, old).forEach((mode, found) -> assertAnswered(found, old));

        assertHoldsAlone(here, "bge-small-en-v1.5 384");
        assertNothingFailed(server);
      }
    }
  }

  @Test
  void searchesGoOnWhereTheNewModelHasAnotherDimensionAndWhereTheOldOneIsNotThereAnyMore() {
    try (Home home = Home.create();
        ScriptedProvider provider = ScriptedProvider.start().withEmbeddingsOf(1_536)) {
      Ships ships;
      Set<String> first;
      try (ServerProcess server = start(home, BGE, Map.of())) {
        ships = filled(server);
        first = ships.chunks(documents);
      }
      Set<String> second;
      Map<String, String> asked = Map.of("EMBEDDING_BASE_URL", provider.root().toString());
      try (ServerProcess server = start(home, NOMIC, asked)) {
        Ships here = ships.on(server);

        renewed(here, NOMIC, first).forEach((mode, found) -> assertAnswered(found, first));

        assertHoldsAlone(here, NOMIC + " 1536");
        second = here.chunks(documents);
        assertNothingFailed(server);
      }
      try (ServerProcess server = start(home, BGE, Map.of())) {
        Ships here = ships.on(server);

        // Nobody can embed a question as the provider did: until then words find all of it.
        renewed(here, BGE, second).forEach((mode, found) -> assertAnswered(found, second));
        assertHoldsAlone(here, "bge-small-en-v1.5 384");
        assertNothingFailed(server);
      }
    }
  }
}
