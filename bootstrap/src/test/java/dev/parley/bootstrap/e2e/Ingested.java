package dev.parley.bootstrap.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What became of a document, without the ids, for comparison with another ingestion of it. */
final class Ingested {
  /** How many passages a search asks for. */
  static final int WANTED = 20;

  private Ingested() {}

  /** Places and texts of a document's chunks, in their order. */
  static List<String> chunks(Workspace workspace, String dataset, String document) {
    List<String> chunks = new ArrayList<>();
    List<Json> part;
    int page = 1;
    do {
      String path =
          Workspace.documents(dataset) + "/" + document + "/chunks?page_size=100&page=" + page++;
      part = workspace.admin().get(path).expect(200).json().list("chunks");
      part.forEach(chunk -> chunks.add(place(chunk) + " " + chunk.text("text")));
    } while (!part.isEmpty());
    return chunks;
  }

  /** The places of what a search in a dataset finds, sorted. */
  static List<String> found(Workspace workspace, String dataset, String mode) {
    Map<String, Object> query =
        Map.of(
            "query", "page 40 tells", "dataset_ids", List.of(dataset), "mode", mode, "k", WANTED);
    return workspace.admin().post("/v1/search", query).expect(200).json().list("passages").stream()
        .map(Ingested::place)
        .sorted()
        .toList();
  }

  private static String place(Json chunk) {
    return chunk.number("page") + ":" + chunk.number("start") + "-" + chunk.number("end");
  }
}
