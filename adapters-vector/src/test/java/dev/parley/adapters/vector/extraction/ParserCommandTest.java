package dev.parley.adapters.vector.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.vector.parsing.NetworkProbe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a parsing process is kept from. */
class ParserCommandTest {
  @TempDir private Path folder = Path.of("");

  /** By Java alone, as on a machine whose system does not help. */
  @Test
  void keepsParsersFromTheNetwork() throws IOException, InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Process probe = ParserCommand.withoutHelp().start(folder, NetworkProbe.class);
      try (OutputStream in = probe.getOutputStream()) {
        String name = InetAddress.getLocalHost().getHostName();
        in.write((server.getLocalPort() + " " + name).getBytes(StandardCharsets.US_ASCII));
      }
      String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(probe.waitFor()).isZero();
      assertThat(said.lines()).containsExactly("done");
      server.setSoTimeout(100);
      assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
    }
  }
}
