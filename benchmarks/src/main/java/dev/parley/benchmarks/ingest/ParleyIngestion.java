package dev.parley.benchmarks.ingest;

import dev.parley.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern READY = Pattern.compile("is ready at (http://\\S+)");
  private static final String BOUNDARY = "parley-bench-2b7c1d";
  private static final int UNAVAILABLE = 503;

  private final ChildProcess process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String key;

  private ParleyIngestion(ChildProcess process, String administrator)
      throws IOException, InterruptedException {
    this.process = process;
    String tenant = made("tenants", administrator, "{\"slug\":\"bench\",\"name\":\"Bench\"}", "id");
    this.key =
        made(
            "api-keys",
            administrator,
            "{\"name\":\"bench\",\"roles\":[\"tenant_admin\"],\"tenant_id\":\"" + tenant + "\"}",
            "key");
  }

  static ParleyIngestion start(Path jar, Path folder) throws IOException, InterruptedException {
    String administrator = "pk_" + new BigInteger(130, new SecureRandom()).toString(36);
    ChildProcess process =
        ChildProcess.start(
            new ChildProcess.Program(
                "parley",
                List.of("-jar", jar.toString(), "serve"),
                Map.of(
                    "PARLEY_HOST", "127.0.0.1",
                    "PARLEY_PORT", "0",
                    "PARLEY_HOME", Files.createDirectories(folder.resolve("home")).toString(),
                    "PARLEY_DEMO", "false",
                    "PARLEY_ADMIN_KEY", administrator),
                READY,
                folder.resolve("parley.log"),
                PATIENCE));
    boolean started = false;
    try {
      ParleyIngestion ingestion = new ParleyIngestion(process, administrator);
      started = true;
      return ingestion;
    } finally {
      if (!started) {
        process.close();
      }
    }
  }

  /** Ingests all files into a new dataset; a text before them has everything loaded. */
  Ingested ingest(List<Path> files) throws IOException, InterruptedException {
    String dataset = made("datasets", key, "{\"name\":\"Bench\"}", "id");
    String route = "datasets/" + dataset + "/documents";
    int unused =
        awaitChunks(
            route
                + "/"
                + made(route, key, "{\"title\":\"First\",\"text\":\"Warm up.\"}", "document_id"));
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
              request(route, key)
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
          http.send(request(document, key).GET().build(), BodyHandlers.ofString());
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

  private String made(String route, String by, String json, String wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            request(route, by)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    return member(response, wanted, route.endsWith("documents") ? 202 : 201);
  }

  private HttpRequest.Builder request(String route, String by) {
    return HttpRequest.newBuilder(URI.create(process.address() + "/v1/admin/" + route))
        .header("Authorization", "Bearer " + by);
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
    process.close();
  }
}
