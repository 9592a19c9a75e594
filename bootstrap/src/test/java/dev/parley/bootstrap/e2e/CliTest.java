package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    assertThat(help.out()).contains("serve", "migrate", "chat", "ingest", "version");
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
  void saysWhenThereIsNoKey() {
    Finished chat = run(Map.of("PARLEY_HOME", folder.toString()), "chat", "Hello?");
    assertThat(chat.exitCode()).isEqualTo(1);
    assertThat(chat.err()).contains("PARLEY_API_KEY is not set");
  }
}
