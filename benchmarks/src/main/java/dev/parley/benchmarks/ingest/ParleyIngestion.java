package dev.parley.benchmarks.ingest;

import dev.parley.benchmarks.process.ParleyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ingests files through the API of a server as users start it: with its database, its parsers in
 * processes of their own, its jobs and its index on disk.
 */
final class ParleyIngestion implements AutoCloseable {
  private static final String BOUNDARY = "parley-bench-2b7c1d";
  private static final int UNAVAILABLE = 503;

  private final ParleyServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  private ParleyIngestion(ParleyServer server) {
    this.server = server;
  }

  static ParleyIngestion start(Path jar, Path folder) throws IOException, InterruptedException {
    return new ParleyIngestion(ParleyServer.start(jar, folder, Map.of(), "tenant_admin"));
  }

  /** Ingests all files into a new dataset; a text before them has everything loaded. */
  Ingested ingest(List<Path> files) throws IOException, InterruptedException {
    String dataset = made("datasets", "{\"name\":\"Bench\"}", "id");
    String route = "datasets/" + dataset + "/documents";
    int unused =
        awaitChunks(
            route
                + "/"
                + made(route, "{\"title\":\"First\",\"text\":\"Warm up.\"}", "document_id"));
    long began = System.nanoTime();
    List<String> documents = new ArrayList<>();
    for (Path file : files) {
      documents.add(upload(route, file));
    }
    int chunks = 0;
    for (String document : documents) {
      chunks += awaitChunks(route + "/" + document);
    }
    return new Ingested(files.size(), chunks, (System.nanoTime() - began) / 1e9);
  }

  private String upload(String route, Path file) throws IOException, InterruptedException {
    String name = String.valueOf(file.getFileName()).replaceAll("[\\r\\n\"]", "_");
    byte[] head =
        """
        --%s\r
        Content-Disposition: form-data; name="file"; filename="%s"\r
        Content-Type: application/octet-stream\r
        \r
        """
            .formatted(BOUNDARY, name)
            .getBytes(StandardCharsets.UTF_8);
    byte[] end = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    while (true) {
      HttpResponse<String> response =
          http.send(
              request(route)
                  .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                  .POST(
                      BodyPublishers.concat(
                          BodyPublishers.ofByteArray(head),
                          BodyPublishers.ofFile(file),
                          BodyPublishers.ofByteArray(end)))
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() != UNAVAILABLE) {
        return member(response, "document_id", 202);
      }
      // So much waits already; the server says when to come again.
      Thread.sleep(1_000L * response.headers().firstValueAsLong("Retry-After").orElse(1));
    }
  }

  /** How many chunks a document has, once it can be found. */
  private int awaitChunks(String document) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> response =
          http.send(request(document).GET().build(), BodyHandlers.ofString());
      String status = member(response, "status", 200);
      if (status.equals("indexed")) {
        Matcher chunks = Pattern.compile("\"chunks\":(\\d+)").matcher(response.body());
        return chunks.find() ? Integer.parseInt(chunks.group(1)) : 0;
      }
      if (status.equals("failed")) {
        throw new IOException("not ingested: " + response.body());
      }
      Thread.sleep(50);
    }
  }

  private String made(String route, String json, String wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request(route)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    return member(response, wanted, route.endsWith("documents") ? 202 : 201);
  }

  private HttpRequest.Builder request(String route) {
    return HttpRequest.newBuilder(URI.create(server.process().address() + "/v1/admin/" + route))
        .header("Authorization", "Bearer " + server.apiKey());
  }

  private static String member(HttpResponse<String> response, String name, int status)
      throws IOException {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(response.body());
    if (response.statusCode() != status || !found.find()) {
      throw new IOException(response.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return found.group(1);
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
