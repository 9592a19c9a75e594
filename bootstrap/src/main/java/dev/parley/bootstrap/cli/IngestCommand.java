package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.settings.ClientSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds files to a dataset of a running server and waits until they can be asked about. */
@Command(name = "ingest", description = "Add documents to a running server.")
final class IngestCommand implements Callable<Integer> {
  private static final String BOUNDARY = "parley-4f1e6c2ad97b";
  private static final long POLL_MILLIS = 300;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "PDF, office files, web pages, mails, text.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--dataset",
      paramLabel = "ID",
      description = "Dataset to add to; the tenant's oldest where none is named.")
  private @Nullable String dataset;

  IngestCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (ServerClient client = new ServerClient(ClientSettings.parse(environment))) {
      String route = "v1/admin/datasets/" + datasetId(client) + "/documents";
      int failed = 0;
      for (Path file : files) {
        failed += ingest(client, route, file, out) ? 0 : 1;
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

  /** Whether the file can be asked about now. */
  private static boolean ingest(ServerClient client, String route, Path file, PrintWriter out)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure("no such file: " + file);
    }
    Map<?, ?> accepted;
    try {
      accepted =
          client.post(
              route,
              HttpRequest.BodyPublishers.ofByteArray(multipart(file)),
              "multipart/form-data; boundary=" + BOUNDARY);
    } catch (CommandFailure refused) {
      out.println(file + ": " + refused.getMessage());
      out.flush();
      return false;
    }
    String document = route + "/" + accepted.get("document_id");
    while (true) {
      Map<?, ?> state = client.get(document);
      String status = String.valueOf(state.get("status"));
      if (status.equals("indexed")) {
        out.println(file + ": indexed, " + state.get("chunks") + " chunks");
        out.flush();
        return true;
      }
      if (status.equals("failed")) {
        Object error = Objects.requireNonNullElse(state.get("error"), Map.of());
        out.println(file + ": failed, " + ((Map<?, ?>) error).get("detail"));
        out.flush();
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
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
