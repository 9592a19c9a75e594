package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.settings.ClientSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Adds files and pages of the web to a dataset of a running server and waits until they can be
 * asked about.
 */
@Command(name = "ingest", description = "Add documents to a running server.")
final class IngestCommand implements Callable<Integer> {
  private static final String BOUNDARY = "parley-4f1e6c2ad97b";
  private static final Duration POLL = Duration.ofMillis(300);

  private final Map<String, String> environment;
  private final Patience.Pause pause;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|URL",
      description = "PDF, office files, web pages, mails, text; or where the server fetches them.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--dataset",
      paramLabel = "ID",
      description = "Dataset to add to; the tenant's oldest where none is named.")
  private @Nullable String dataset;

  IngestCommand(Map<String, String> environment) {
    this(environment, Thread::sleep);
  }

  IngestCommand(Map<String, String> environment, Patience.Pause pause) {
    this.environment = environment;
    this.pause = pause;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Patience patience = new Patience(spec.commandLine().getErr(), pause);
    try (ServerClient client = new ServerClient(ClientSettings.parse(environment))) {
      String route = "v1/admin/datasets/" + datasetId(client) + "/documents";
      int failed = 0;
      for (String source : sources) {
        failed += ingest(client, patience, route, source, out) ? 0 : 1;
      }
      return failed == 0 ? 0 : ParleyCommand.FAILED;
    }
  }

  private String datasetId(ServerClient client) {
    if (dataset != null) {
      return dataset;
    }
    List<?> datasets = list(client.get("v1/admin/datasets?page_size=100").get("datasets"));
    if (datasets.isEmpty()) {
      throw new CommandFailure(
          "the tenant has no dataset; create one with POST /v1/admin/datasets");
    }
    return String.valueOf(((Map<?, ?>) datasets.getLast()).get("id"));
  }

  /** Whether the document can be asked about now. */
  private boolean ingest(
      ServerClient client, Patience patience, String route, String source, PrintWriter out)
      throws IOException, InterruptedException {
    if (!isPage(source) && !Files.isRegularFile(Path.of(source))) {
      throw new CommandFailure("no such file: " + source);
    }
    Map<?, ?> accepted;
    try {
      accepted =
          isPage(source)
              ? patience.ask(source, () -> sendPage(client, route, source))
              : sendFile(client, patience, route, source);
    } catch (CommandFailure refused) {
      out.println(source + ": " + refused.getMessage());
      out.flush();
      return false;
    }
    String document = route + "/" + accepted.get("document_id");
    while (true) {
      Map<?, ?> state = patience.ask(source, () -> client.get(document));
      String status = String.valueOf(state.get("status"));
      if (status.equals("indexed")) {
        out.println(source + ": indexed, " + state.get("chunks") + " chunks");
        out.flush();
        return true;
      }
      if (status.equals("failed")) {
        Object error = Objects.requireNonNullElse(state.get("error"), Map.of());
        out.println(source + ": failed, " + ((Map<?, ?>) error).get("detail"));
        out.flush();
        return false;
      }
      pause.last(POLL);
    }
  }

  private static boolean isPage(String source) {
    String lower = source.toLowerCase(Locale.ROOT);
    return lower.startsWith("https://") || lower.startsWith("http://");
  }

  private static Map<?, ?> sendPage(ServerClient client, String route, String url) {
    return client.post(route, Map.of("url", url));
  }

  private static Map<?, ?> sendFile(
      ServerClient client, Patience patience, String route, String name)
      throws IOException, InterruptedException {
    byte[] body = multipart(Path.of(name));
    return patience.ask(
        name,
        () ->
            client.post(
                route,
                HttpRequest.BodyPublishers.ofByteArray(body),
                "multipart/form-data; boundary=" + BOUNDARY));
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /** One file as multipart/form-data (RFC 7578). */
  private static byte[] multipart(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).replaceAll("[\\r\\n\"]", "_");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + name
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    Files.copy(file, body);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }
}
