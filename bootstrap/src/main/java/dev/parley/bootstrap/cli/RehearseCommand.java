package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.server.ParleyServer;
import dev.parley.bootstrap.settings.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts a server in a folder of its own, asks it one question and stops it again, so that a Java
 * which watches (JEP 483, JEP 514) learns what starting takes. {@code ./parley} runs it after a
 * build.
 */
@Command(name = "rehearse", hidden = true, description = "Go through one start and one answer.")
final class RehearseCommand implements Callable<Integer> {
  private static final String QUESTION =
      "{\"bot_id\":\"demo\",\"message\":\"Which embedding model is used?\",\"stream\":true}";

  RehearseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("parley-rehearsal");
    try {
      rehearse(home);
      return 0;
    } finally {
      delete(home);
    }
  }

  private static void rehearse(Path home) throws IOException, InterruptedException {
    ServerSettings settings =
        ServerSettings.parse(
            Map.of("PARLEY_HOME", home.toString(), "PARLEY_HOST", "127.0.0.1", "PARLEY_PORT", "0"));
    try (ParleyServer server = ParleyServer.start(settings);
        HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + server.port());
      String key = server.demo().orElseThrow().key().value();
      HttpRequest question =
          HttpRequest.newBuilder(address.resolve("/v1/chat"))
              .header("Authorization", "Bearer " + key)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
              .build();
      HttpResponse<String> answer = http.send(question, HttpResponse.BodyHandlers.ofString());
      if (!answer.body().contains("message.completed")) {
        throw new CommandFailure("the rehearsed answer did not end well");
      }
      http.send(
          HttpRequest.newBuilder(address.resolve("/")).build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
