package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what it prints where, and how it ends. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class CliTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder = Path.of("");

  private record Finished(int exitCode, String out, String err) {}

  private Finished run(Map<String, String> settings, String... arguments) {
    try (Program program = Program.launch(folder, settings, arguments)) {
      int exitCode = program.awaitExit(PATIENCE);
      return new Finished(exitCode, program.out(), program.err());
    }
  }

  @Test
  void saysItsVersion() {
    Finished version = run(Map.of(), "version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).matches("parley \\S+ on Java \\d+\\R");
    assertThat(version.err()).isEmpty();
  }

  @Test
  void helps() {
    Finished help = run(Map.of(), "help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("serve", "migrate", "chat", "ingest", "parse", "version");
    Finished chat = run(Map.of(), "help", "chat");
    assertThat(chat.out()).contains("QUESTION", "--bot");
  }

  @Test
  void refusesUnknownCommand() {
    Finished unknown = run(Map.of(), "serv");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("serv");
    assertThat(unknown.out()).isEmpty();
    Finished none = run(Map.of());
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("Usage");
  }

  @Test
  void refusesSettingThatCannotBe() throws IOException {
    Finished port = run(Map.of("PARLEY_PORT", "70000"), "serve");
    assertThat(port.exitCode()).isEqualTo(2);
    assertThat(port.err().strip()).isEqualTo("parley: PARLEY_PORT: 70000 (expected: 0..65535)");
    Finished database = run(Map.of("DATABASE_URL", "mysql://u:secret-4711@host/db"), "migrate");
    assertThat(database.exitCode()).isEqualTo(2);
    assertThat(database.err()).contains("DATABASE_URL").doesNotContain("secret-4711");
    try (java.util.stream.Stream<Path> made = Files.list(folder)) {
      assertThat(made).as("nothing is made for nothing").isEmpty();
    }
  }

  @Test
  void measuresRetrievalOnACollection() throws IOException {
    Path collection = Files.createDirectory(folder.resolve("pumps"));
    Files.writeString(
        collection.resolve("corpus.jsonl"),
        """
        {"id":"start","text":"The pump starts at four bar."}
        {"id":"stop","text":"The valve closes by hand."}
        """);
    Files.writeString(
        collection.resolve("queries.jsonl"),
        """
        {"id":"1","text":"When does the pump start?"}
        """);
    Files.writeString(collection.resolve("qrels.tsv"), "query\tdocument\tgrade\n1\tstart\t1\n");

    Finished eval = run(Map.of(), "eval", collection.toString(), "--json");
    assertThat(eval.exitCode()).as(eval.err()).isZero();
    assertThat(eval.out().strip().lines()).hasSize(1);
    Json measured = Json.parse(eval.out());
    assertThat(measured.number("documents")).isEqualTo(2);
    for (String mode : List.of("keyword", "semantic", "hybrid")) {
      Json values = measured.get("modes").get(mode);
      assertThat(values.fraction("ndcg_at_10")).as(mode).isEqualTo(1);
      assertThat(values.fraction("ms_per_query")).as(mode).isPositive();
    }

    Finished none = run(Map.of(), "eval", folder.resolve("nowhere").toString());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("corpus.jsonl: there is no such file");
    assertThat(run(Map.of(), "eval", collection.toString(), "--fusion", "magic").err())
        .contains("--fusion: magic (expected: reciprocal_rank or weighted)");
  }

  @Test
  void asksARunningServer() {
    Finished chat = run(client(), "chat", "How does Parley keep tenants apart?", "--bot", "demo");
    assertThat(chat.exitCode()).as(chat.err()).isZero();
    assertThat(chat.out()).contains("[1]", "\u201c", ", page ");
    Finished unknown = run(client(), "chat", "Hello?", "--bot", "nobody");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err().strip()).startsWith("parley: the server answered 404: ");
  }

  @Test
  void addsDocumentsToARunningServer() throws IOException {
    Path notes = folder.resolve("zeppelin notes.md");
    Files.writeString(notes, "# Hangar\n\nThe zeppelin Bramante is moored at mast seven.\n");
    Path empty = Files.createFile(folder.resolve("empty.pdf"));
    Finished ingest = run(client(), "ingest", notes.toString(), empty.toString());
    assertThat(ingest.exitCode()).isEqualTo(1);
    assertThat(ingest.out().lines().toList())
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).matches(".*zeppelin notes\\.md: indexed, \\d+ chunks"),
            second -> assertThat(second).contains("empty.pdf: ").contains("0 bytes"));
    Finished chat = run(client(), "chat", "Where is the zeppelin Bramante moored?");
    assertThat(chat.out()).contains("mast seven");
    Finished missing = run(client(), "ingest", "no-such-file.pdf");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err().strip()).isEqualTo("parley: no such file: no-such-file.pdf");
    Finished inside = run(client(), "ingest", "http://127.0.0.1/", "https://u:p@example.org/");
    assertThat(inside.exitCode()).isEqualTo(1);
    assertThat(inside.out().lines().toList())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("http://127.0.0.1/: failed, The address, or "),
            second -> assertThat(second).contains("the server answered 422: url: with a user"));
  }

  /** On the machine and in the folder of the server, without a key of its own. */
  private static Map<String, String> client() {
    ServerProcess server = Servers.plain();
    return Map.of(
        "PARLEY_URL", server.url().toString(), "PARLEY_HOME", server.home().path().toString());
  }

  @Test
  void saysWhenNoServerAnswers() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Map<String, String> settings = new HashMap<>(client());
    settings.put("PARLEY_URL", "http://localhost:" + free);
    Finished chat = run(settings, "chat", "Hello?");
    assertThat(chat.exitCode()).isEqualTo(1);
    assertThat(chat.err().strip())
        .isEqualTo(
            "parley: no server answers at http://localhost:%d/; start one with ./parley serve, or set PARLEY_URL"
                .formatted(free));
    assertThat(List.of(chat.out())).containsExactly("");
  }

  @Test
  void simulates() throws IOException {
    String[] small = {"simulate", "--requests", "30", "--noisy-tenant", "5x", "--mix", "60/30/10"};
    Path plot = folder.resolve("waits.svg");
    Finished table = run(Map.of(), with(small, "--plot", plot.toString()));
    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out())
        .contains("policy fair", "mix 60/30/10", "p99 wait", "fairness gap: ", "plot: " + plot)
        .containsPattern("(?m)^tenant-1 +30 ")
        .containsPattern("(?m)^noisy +150 ")
        .containsPattern("(?m)^batch +\\d+ ");
    assertThat(Files.readString(plot)).startsWith("<svg").endsWith("</svg>\n").contains("noisy");
    Finished json = run(Map.of(), with(small, "--json", "--policy", "priority"));
    assertThat(json.exitCode()).isZero();
    assertThat(json.out().strip()).startsWith("{").endsWith("}");
    assertThat(json.out())
        .contains("\"policy\":\"priority\"", "\"mix\":\"60/30/10\"", "\"tenant\":\"noisy\"")
        .contains("\"light_p99_wait_ratio\":{");
  }

  @Test
  void refusesToSimulateWhatCannotBe() {
    Finished mix = run(Map.of(), "simulate", "--mix", "70/20/20");
    assertThat(mix.exitCode()).isEqualTo(2);
    assertThat(mix.err())
        .contains("--mix: 70/20/20 (expected: percent interactive/normal/batch that add up to 100");
    assertThat(mix.out()).isEmpty();
    Finished policy = run(Map.of(), "simulate", "--policy", "random");
    assertThat(policy.exitCode()).isEqualTo(2);
    assertThat(policy.err()).contains("--policy: random (expected: fair, fifo or priority)");
    Finished workers = run(Map.of(), "simulate", "--workers", "0");
    assertThat(workers.exitCode()).isEqualTo(2);
    assertThat(workers.err()).contains("--workers: 0 (expected: 1..1000)");
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void saysWhenThereIsNoKey() {
    Finished chat = run(Map.of("PARLEY_HOME", folder.toString()), "chat", "Hello?");
    assertThat(chat.exitCode()).isEqualTo(1);
    assertThat(chat.err()).contains("PARLEY_API_KEY is not set");
  }
}
