package dev.parley.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoadCommandTest {
  @Test
  void refusesAnotherMachine() {
    Ran ran = load("--url=http://192.0.2.1:8080", "--key=pk_any");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.output()).contains("is not this machine", "http://localhost:8080");
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThat(load("--url=localhost", "--key=pk_any").output()).contains("is not this machine");
  }

  @Test
  void refusesWhatCannotBe() {
    assertThat(load("--streams=0").output()).contains("--streams, --rate: 0, 20 (expected: 1");
    assertThat(load("--tokens=0").output()).contains("--tokens: 0 (expected: 1..100000)");
    assertThat(load("--url=http://127.0.0.1:1").output()).contains("--key: missing");
  }

  @Test
  void failsWhereStreamsDoNotComplete() throws Exception {
    try (CannedServer server =
        CannedServer.answering("200 OK", "id: run:1\nevent: run.started\ndata: {}\n\n", 100)) {
      Ran ran =
          load(
              "--url=http://127.0.0.1:" + server.address().getPort(),
              "--key=pk_any",
              "--streams=3",
              "--ramp=0",
              "--slow-readers=0");
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.output()).contains("0 of 3 streams completed, 3 events lost");
    }
  }

  @Test
  void failsWhereNobodyListens() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Ran ran =
        load(
            "--url=http://127.0.0.1:" + free,
            "--key=pk_any",
            "--streams=2",
            "--ramp=0",
            "--slow-readers=0");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.output()).contains("no connection");
  }

  private record Ran(int exit, String output) {}

  private static Ran load(String... arguments) {
    StringWriter output = new StringWriter();
    CommandLine command =
        new CommandLine(new LoadCommand())
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(output));
    int exit = command.execute(arguments);
    command.getOut().flush();
    command.getErr().flush();
    return new Ran(exit, output.toString());
  }
}
