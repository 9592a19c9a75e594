package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dataset is cut anew while people search in it. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ReindexTest {
  private static final int DOCUMENTS = 4;

  private final Workspace workspace =
      Workspace.create(Servers.administered().administrator(), "reindex");

  private static String text(int document) {
    StringBuilder text = new StringBuilder();
    for (int paragraph = 1; paragraph <= 10; paragraph++) {
      text.append("Crate %d of ship %d waits on the quay. ".formatted(paragraph, document));
      text.append("Its seal was put on by the harbour master, who counted it twice, ");
      text.append("entered it into the ledger and had it carried to the shed.\n\n");
    }
    return text.toString();
  }

  private Set<String> chunks(String dataset, String document) {
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

  private Map<String, Set<String>> search(String dataset) {
    Map<String, Object> query =
        Map.of("query", "crate on the quay", "dataset_ids", List.of(dataset), "k", 50);
    Map<String, Set<String>> found = new HashMap<>();
    for (Json passage :
        workspace.admin().post("/v1/search", query).expect(200).json().list("passages")) {
      found
          .computeIfAbsent(passage.text("document_id"), id -> new HashSet<>())
          .add(passage.text("chunk_id"));
    }
    return found;
  }

  private static Set<String> of(Map<String, Set<String>> cuts, String document) {
    return cuts.getOrDefault(document, Set.of());
  }

  @Test
  void everySearchFindsEachDocumentInOneCut() {
    String dataset = workspace.createDataset("Ships");
    List<String> documents = new ArrayList<>();
    Map<String, Set<String>> before = new HashMap<>();
    for (int i = 1; i <= DOCUMENTS; i++) {
      String document = workspace.ingest(dataset, "ship" + i + ".txt", text(i));
      documents.add(document);
      before.put(document, chunks(dataset, document));
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
    List<Map<String, Set<String>>> searches = new ArrayList<>();
    boolean done = false;
    while (!done) {
      done =
          workspace
                  .admin()
                  .get("/v1/admin/jobs?status=succeeded")
                  .expect(200)
                  .json()
                  .number("total")
              == DOCUMENTS;
      searches.add(search(dataset));
    }
    Map<String, Set<String>> after = new HashMap<>();
    documents.forEach(document -> after.put(document, chunks(dataset, document)));
    for (Map<String, Set<String>> found : searches) {
      assertThat(found).isNotEmpty();
      found.forEach(
          (document, ids) ->
              assertThat(
                      of(before, document).containsAll(ids) || of(after, document).containsAll(ids))
                  .as("all of one cut: %s", ids)
                  .isTrue());
    }
    for (String document : documents) {
      assertThat(of(after, document))
          .hasSizeGreaterThan(of(before, document).size())
          .doesNotContainAnyElementsOf(of(before, document));
    }
    assertThat(search(dataset)).isEqualTo(after);
  }
}
