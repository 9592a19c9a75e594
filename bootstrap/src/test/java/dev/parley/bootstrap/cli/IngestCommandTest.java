package dev.parley.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IngestCommandTest {
  private static final String DOCUMENTS = "/v1/admin/datasets/notes/documents";
  private static final Reply ACCEPTED = new Reply(202, null, "{\"document_id\":\"d\"}");
  private static final Reply INDEXED =
      new Reply(200, null, "{\"status\":\"indexed\",\"chunks\":1}");

  @TempDir private Path folder;

  private final Queue<Reply> uploads = new ArrayDeque<>();
  private final Queue<Reply> questions = new ArrayDeque<>();
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final List<Duration> waits = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;

  private record Reply(int status, @Nullable String retryAfter, String body) {}

  private static Reply busy(@Nullable String retryAfter) {
    return new Reply(503, retryAfter, "{\"detail\":\"Too many documents wait.\"}");
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(DOCUMENTS, exchange -> answer(exchange, uploads));
    server.createContext(DOCUMENTS + "/d", exchange -> answer(exchange, questions));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, Queue<Reply> replies) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (replies == uploads) {
        bodies.add(body);
      }
      Reply reply = replies.size() > 1 ? replies.remove() : replies.element();
      if (reply.retryAfter() != null) {
        exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
      }
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int ingest(String... sources) {
    Map<String, String> environment =
        Map.of(
            "PARLEY_URL",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "PARLEY_API_KEY",
            "pk_test");
    List<String> arguments = new ArrayList<>(List.of("--dataset", "notes"));
    arguments.addAll(List.of(sources));
    return new CommandLine(new IngestCommand(environment, waits::add))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments.toArray(String[]::new));
  }

  private String note() throws IOException {
    return Files.writeString(folder.resolve("note.txt"), "Tides turn.").toString();
  }

  @Test
  void waitsForAServerThatIsBusyAsLongAsItSaysAndSendsTheSameAgain() throws IOException {
    uploads.addAll(List.of(busy("2"), busy("7"), ACCEPTED));
    questions.add(INDEXED);
    String note = note();

    assertThat(ingest(note)).isZero();

    assertThat(waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(7));
    assertThat(bodies).hasSize(3).allMatch(body -> body.contains("Tides turn."));
    assertThat(out.toString().strip()).isEqualTo(note + ": indexed, 1 chunks");
    assertThat(err.toString().lines())
        .containsExactly(
            note + ": the server is busy, trying again in 2 s",
            note + ": the server is busy, trying again in 7 s");
  }

  @Test
  void waitsWithPagesAndWhileItAsksHowADocumentComesOn() {
    uploads.addAll(List.of(busy("3"), ACCEPTED));
    questions.addAll(List.of(busy("0"), INDEXED));

    assertThat(ingest("https://example.org/")).isZero();

    assertThat(waits).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(1));
    assertThat(out.toString()).contains("https://example.org/: indexed");
  }

  @Test
  void waitsUntilTheMomentThatAServerNamesIfThatIsNotTooFarAway() throws IOException {
    Instant now = Clock.systemUTC().instant();
    uploads.addAll(List.of(busy(date(now.plusSeconds(300))), busy(date(now)), ACCEPTED));
    questions.add(INDEXED);

    assertThat(ingest(note())).isZero();

    assertThat(waits).hasSize(2);
    // A test may be slow, but not by minutes.
    assertThat(waits.getFirst()).isBetween(Duration.ofMinutes(3), Duration.ofSeconds(300));
    assertThat(waits.getLast()).isEqualTo(Duration.ofSeconds(1));

    waits.clear();
    uploads.clear();
    uploads.add(busy(date(now.plus(Duration.ofDays(1)))));
    assertThat(ingest(note())).isEqualTo(1);
    assertThat(waits).isEmpty();
  }

  private static String date(Instant moment) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
  }

  @Test
  void givesUpAfterAWhileAndGoesOnWithTheNext() throws IOException {
    uploads.add(busy("240"));

    assertThat(ingest(note(), "https://example.org/")).isEqualTo(1);

    assertThat(waits).hasSize(4).containsOnly(Duration.ofMinutes(4));
    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.endsWith("the server answered 503: Too many documents wait."));
  }

  @Test
  void waitsForNoServerThatDoesNotSayWhenToComeBack() throws IOException {
    for (String never : new String[] {null, "soon", "-1", "99999999999"}) {
      uploads.clear();
      uploads.add(busy(never));

      assertThat(ingest(note())).as(never).isEqualTo(1);
    }
    uploads.clear();
    uploads.add(new Reply(429, "1", "{\"detail\":\"Too many requests a minute.\"}"));
    assertThat(ingest(note())).isEqualTo(1);

    assertThat(waits).isEmpty();
    assertThat(err.toString()).isEmpty();
  }
}
