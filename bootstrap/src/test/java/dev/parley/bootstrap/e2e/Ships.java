package dev.parley.bootstrap.e2e;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A dataset of documents about ships that are alike, all of which one question finds. */
record Ships(Workspace workspace, String dataset) {
  private static final String QUESTION = "crate on the quay";

  static Ships in(Workspace workspace) {
    return new Ships(workspace, workspace.createDataset("Ships"));
  }

  Ships on(ServerProcess server) {
    return new Ships(workspace.on(server), dataset);
  }

  static String text(int document, int paragraphs) {
    StringBuilder text = new StringBuilder();
    for (int paragraph = 1; paragraph <= paragraphs; paragraph++) {
      text.append("Crate %d of ship %d waits on the quay. ".formatted(paragraph, document));
      text.append("Its seal was put on by the harbour master, who counted it twice, ");
      text.append("entered it into the ledger and had it carried to the shed.\n\n");
    }
    return text.toString();
  }

  /** Adds a document and waits until it can be found. */
  String add(int document, int paragraphs) {
    return workspace.ingest(dataset, "ship" + document + ".txt", text(document, paragraphs));
  }

  void remove(String document) {
    workspace.admin().delete(Workspace.documents(dataset) + "/" + document).expect(204);
  }

  /** Those of a document that searches see. */
  Set<String> chunks(String document) {
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

  Set<String> chunks(Iterable<String> documents) {
    Set<String> ids = new HashSet<>();
    documents.forEach(document -> ids.addAll(chunks(document)));
    return ids;
  }

  /** The chunks that the question finds. */
  Set<String> search(String mode) {
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

  /** Begins to cut the dataset anew, a paragraph a chunk. */
  Json reindex() {
    return workspace
        .admin()
        .post(route(), Map.of("chunking", Map.of("size", 48, "overlap", 0)))
        .expect(202)
        .json();
  }

  Json cancel() {
    return workspace.admin().post(route() + "/cancel", Map.of()).expect(200).json();
  }

  Json state() {
    return workspace.admin().get(route()).expect(200).json();
  }

  boolean isSwitched() {
    return state().text("status").equals("switched");
  }

  private String route() {
    return "/v1/admin/datasets/" + dataset + "/reindex";
  }
}
