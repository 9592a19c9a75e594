package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datasets are cut and embedded anew while people search in them. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ReindexTest {
  private static final int DOCUMENTS = 4;
  private static final int PARAGRAPHS = 10;

  @Test
  void everySearchSeesOneEditionAndAllSeeTheNewOneAtOnce() {
    Ships ships = Ships.in(Workspace.create(Servers.administered().administrator(), "reindex"));
    List<String> documents = new ArrayList<>();
    Map<String, Set<String>> before = new HashMap<>();
    for (int i = 1; i <= DOCUMENTS; i++) {
      String document = ships.add(i, PARAGRAPHS);
      documents.add(document);
      before.put(document, ships.chunks(document));
    }

    Json begun = ships.reindex();
    assertThat(begun.number("documents")).isEqualTo(DOCUMENTS);
    String added = ships.add(DOCUMENTS + 1, PARAGRAPHS);
    before.put(added, ships.chunks(added));
    assertThat(ships.state().text("status")).isEqualTo("building");
    String removed = documents.removeFirst();
    ships.remove(removed);
    before.remove(removed);
    documents.add(added);
    List<Set<String>> searches = new ArrayList<>();
    do {
      searches.add(ships.search("hybrid"));
    } while (!ships.isSwitched());
    searches.add(ships.search("hybrid"));

    Set<String> old = new HashSet<>();
    before.values().forEach(old::addAll);
    Set<String> made = ships.chunks(documents);
    assertThat(made).hasSizeGreaterThan(old.size()).doesNotContainAnyElementsOf(old);
    assertThat(searches.getFirst()).isEqualTo(old);
    assertThat(searches.getLast()).isEqualTo(made);
    assertThat(searches).allMatch(found -> found.equals(old) || found.equals(made));
    assertThat(searches.lastIndexOf(old)).isLessThan(searches.indexOf(made));
    Json ended = ships.state();
    assertThat(ended.number("documents")).isEqualTo(DOCUMENTS);
    assertThat(ended.number("done")).isEqualTo(DOCUMENTS);
    for (String mode : List.of("semantic", "keyword")) {
      assertThat(ships.search(mode)).as(mode).isEqualTo(made);
    }
  }

  @Test
  void meaningIsSearchedByTheOldModelUntilAllIsEmbeddedByTheNewOne() {
    Map<String, String> settings = new HashMap<>();
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("PARLEY_DEMO", "false");
    settings.put("EMBEDDING_MODEL", "all-MiniLM-L6-v2");
    try (Home home = Home.create()) {
      Ships ships;
      Set<String> old = new HashSet<>();
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        ships = Ships.in(Workspace.create(server.administrator(), "models"));
        for (int i = 1; i <= DOCUMENTS; i++) {
          old.addAll(ships.chunks(ships.add(i, PARAGRAPHS)));
        }
      }
      settings.put("EMBEDDING_MODEL", "bge-small-en-v1.5");
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        Ships here = ships.on(server);
        assertThat(here.state().text("embedding_model")).isEqualTo("bge-small-en-v1.5");
        assertThat(here.search("semantic")).isEqualTo(old);
        server.kill9();
      }
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        Ships here = ships.on(server);
        List<Set<String>> searches = new ArrayList<>();
        Json unused =
            Await.value(
                () -> "switched: " + here.state(),
                () -> {
                  searches.add(here.search("semantic"));
                  return Optional.of(here.state())
                      .filter(state -> state.text("status").equals("switched"));
                });
        Set<String> made = here.search("semantic");

        assertThat(made).hasSameSizeAs(old).doesNotContainAnyElementsOf(old);
        assertThat(searches).allMatch(found -> found.equals(old) || found.equals(made));
        assertThat(
                here.workspace()
                    .admin()
                    .get("/v1/admin/datasets/" + here.dataset())
                    .expect(200)
                    .json()
                    .text("embedding_model"))
            .isEqualTo("bge-small-en-v1.5");
        assertThat(server.program().err()).doesNotContain("Exception");
      }
    }
  }
}
