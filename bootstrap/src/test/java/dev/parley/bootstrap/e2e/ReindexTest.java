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
  private static final String QUESTION = "crate on the quay";

  private static String text(int document) {
    StringBuilder text = new StringBuilder();
    for (int paragraph = 1; paragraph <= 10; paragraph++) {
      text.append("Crate %d of ship %d waits on the quay. ".formatted(paragraph, document));
      text.append("Its seal was put on by the harbour master, who counted it twice, ");
      text.append("entered it into the ledger and had it carried to the shed.\n\n");
    }
    return text.toString();
  }

  private static Set<String> chunks(Workspace workspace, String dataset, String document) {
    String path = Workspace.documents(dataset) + "/" + document + "/chunks?page_size=100";
    Set<String> ids = new HashSet<>();
    workspace
        .admin()
        .get(path)
        .expect(200)
        .json()
        .list("chunks")
        .forEach(chunk -> ids.add(chunk.text("id")));
    return ids;
  }

  private static Set<String> search(Workspace workspace, String dataset, String mode) {
    Map<String, Object> query =
        Map.of("query", QUESTION, "dataset_ids", List.of(dataset), "k", 50, "mode", mode);
    Set<String> found = new HashSet<>();
    workspace
        .admin()
        .post("/v1/search", query)
        .expect(200)
        .json()
        .list("passages")
        .forEach(passage -> found.add(passage.text("chunk_id")));
    return found;
  }

  private static Json state(Workspace workspace, String dataset) {
    return workspace.admin().get("/v1/admin/datasets/" + dataset + "/reindex").expect(200).json();
  }

  private static boolean isSwitched(Workspace workspace, String dataset) {
    return state(workspace, dataset).text("status").equals("switched");
  }

  @Test
  void everySearchSeesOneEditionAndAllSeeTheNewOneAtOnce() {
    Workspace workspace = Workspace.create(Servers.administered().administrator(), "reindex");
    String dataset = workspace.createDataset("Ships");
    List<String> documents = new ArrayList<>();
    Map<String, Set<String>> before = new HashMap<>();
    for (int i = 1; i <= DOCUMENTS; i++) {
      String document = workspace.ingest(dataset, "ship" + i + ".txt", text(i));
      documents.add(document);
      before.put(document, chunks(workspace, dataset, document));
    }

    Json begun =
        workspace
            .admin()
            .post(
                "/v1/admin/datasets/" + dataset + "/reindex",
                Map.of("chunking", Map.of("size", 48, "overlap", 0)))
            .expect(202)
            .json();
    assertThat(begun.number("documents")).isEqualTo(DOCUMENTS);
    String added = workspace.ingest(dataset, "late.txt", text(DOCUMENTS + 1));
    before.put(added, chunks(workspace, dataset, added));
    assertThat(state(workspace, dataset).text("status")).isEqualTo("building");
    String removed = documents.removeFirst();
    workspace.admin().delete(Workspace.documents(dataset) + "/" + removed).expect(204);
    before.remove(removed);
    documents.add(added);
    List<Set<String>> searches = new ArrayList<>();
    do {
      searches.add(search(workspace, dataset, "hybrid"));
    } while (!isSwitched(workspace, dataset));
    searches.add(search(workspace, dataset, "hybrid"));

    Set<String> old = new HashSet<>();
    before.values().forEach(old::addAll);
    Set<String> made = new HashSet<>();
    documents.forEach(document -> made.addAll(chunks(workspace, dataset, document)));
    assertThat(made).hasSizeGreaterThan(old.size()).doesNotContainAnyElementsOf(old);
    assertThat(searches.getFirst()).isEqualTo(old);
    assertThat(searches.getLast()).isEqualTo(made);
    assertThat(searches).allMatch(found -> found.equals(old) || found.equals(made));
    assertThat(searches.lastIndexOf(old)).isLessThan(searches.indexOf(made));
    Json ended = state(workspace, dataset);
    assertThat(ended.number("documents")).isEqualTo(DOCUMENTS);
    assertThat(ended.number("done")).isEqualTo(DOCUMENTS);
    for (String mode : List.of("semantic", "keyword")) {
      assertThat(search(workspace, dataset, mode)).as(mode).isEqualTo(made);
    }
  }

  @Test
  void meaningIsSearchedByTheOldModelUntilAllIsEmbeddedByTheNewOne() {
    Map<String, String> settings = new HashMap<>();
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("PARLEY_DEMO", "false");
    settings.put("EMBEDDING_MODEL", "all-MiniLM-L6-v2");
    try (Home home = Home.create()) {
      Workspace workspace;
      String dataset;
      Set<String> old = new HashSet<>();
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        workspace = Workspace.create(server.administrator(), "models");
        dataset = workspace.createDataset("Ships");
        for (int i = 1; i <= DOCUMENTS; i++) {
          String document = workspace.ingest(dataset, "ship" + i + ".txt", text(i));
          old.addAll(chunks(workspace, dataset, document));
        }
      }
      settings.put("EMBEDDING_MODEL", "bge-small-en-v1.5");
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        Workspace here = workspace.on(server);
        assertThat(state(here, dataset).text("embedding_model")).isEqualTo("bge-small-en-v1.5");
        assertThat(search(here, dataset, "semantic")).isEqualTo(old);
        server.kill9();
      }
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        Workspace here = workspace.on(server);
        List<Set<String>> searches = new ArrayList<>();
        Json unused =
            Await.value(
                () -> "switched: " + state(here, dataset),
                () -> {
                  searches.add(search(here, dataset, "semantic"));
                  return Optional.of(state(here, dataset))
                      .filter(state -> state.text("status").equals("switched"));
                });
        Set<String> made = search(here, dataset, "semantic");

        assertThat(made).hasSameSizeAs(old).doesNotContainAnyElementsOf(old);
        assertThat(searches).allMatch(found -> found.equals(old) || found.equals(made));
        assertThat(
                here.admin()
                    .get("/v1/admin/datasets/" + dataset)
                    .expect(200)
                    .json()
                    .text("embedding_model"))
            .isEqualTo("bge-small-en-v1.5");
        assertThat(server.program().err()).doesNotContain("Exception");
      }
    }
  }
}
