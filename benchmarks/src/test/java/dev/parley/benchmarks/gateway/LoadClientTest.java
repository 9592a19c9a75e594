package dev.parley.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.benchmarks.provider.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadClientTest {
  private static final Script SCRIPT = new Script(3, 0, true);
  private static final int CONNECTIONS = 4;
  private static final Duration TIME = Duration.ofMillis(200);

  private final ServerSocket socket;
  private final AtomicInteger asked = new AtomicInteger();

  /** What becomes of the right response to the nth question. */
  private volatile IntFunction<UnaryOperator<String>> fault = n -> right -> right;

  LoadClientTest() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(
        () -> {
          while (true) {
            try {
              Socket connection = socket.accept();
              Thread.startVirtualThread(() -> serve(connection));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
  }

  private void serve(Socket connection) {
    try (connection) {
      while (true) {
        String question = question(connection.getInputStream());
        String content = question + SCRIPT.text();
        String body =
            "{\"choices\":[{\"message\":{\"content\":\""
                + content.replace("\n", "\\n")
                + "\"}}],\"usage\":{\"completion_tokens\":3}}";
        String response = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        String sent = fault.apply(asked.incrementAndGet()).apply(response);
        connection.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        if (sent.length() < response.length()) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client has had enough.
    }
  }

  /** The text of the user's message; a question comes in one piece, or nearly so. */
  private static String question(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\"max_tokens\":256}") < 0) {
      byte[] bytes = new byte[4096];
      int read = in.read(bytes);
      if (read < 0) {
        throw new IOException("closed");
      }
      request.append(new String(bytes, 0, read, StandardCharsets.US_ASCII));
    }
    String before = "\"user\",\"content\":\"";
    int from = request.indexOf(before) + before.length();
    return request.substring(from, request.indexOf("\"", from));
  }

  private Way way() throws IOException {
    return Way.learn(
        "test",
        socket.getLocalPort(),
        Map.of(),
        SCRIPT,
        false,
        () -> Duration.ofMillis(asked.get()));
  }

  @Test
  void countsAnswersThatAreRight() throws IOException {
    Round round = way().ask(CONNECTIONS, TIME);

    assertThat(round.wrong()).isZero();
    assertThat(round.fault()).isNull();
    // Besides these, the one that the others were learnt from.
    assertThat(round.right()).isGreaterThanOrEqualTo(CONNECTIONS).isEqualTo(asked.get() - 1);
    assertThat(round.p50()).isPositive().isLessThanOrEqualTo(round.p99());
    assertThat(round.firstP50()).isPositive().isLessThanOrEqualTo(round.p50());
    assertThat(round.perSecond()).isPositive().isLessThan(round.right() / .2);
    assertThat(round.processorMicros()).isEqualTo(1_000);
  }

  @Test
  void detectsABodyThatIsWrongInOneByte() throws IOException {
    Way way = way();
    fault = n -> right -> n == 3 ? right.replace("river", "rivet") : right;

    Round round = way.ask(CONNECTIONS, TIME);

    assertThat(round.wrong()).isEqualTo(1);
    assertThat(round.fault()).startsWith("status 200").contains("rivet");
    assertThat(round.right()).isEqualTo(asked.get() - 2);
  }

  @Test
  void detectsTheAnswerToAnotherQuestion() throws IOException {
    Way way = way();
    String[] kept = new String[1];
    fault =
        n ->
            right -> {
              if (n == 2) {
                kept[0] = right;
              }
              return n > 6 && n < 10 ? kept[0] : right;
            };

    assertThat(way.ask(1, TIME).wrong()).isEqualTo(3);
  }

  @Test
  void detectsRefusals() throws IOException {
    Way way = way();
    fault = n -> right -> right.replace("200 OK", "429 Too Many Requests");

    Round round = way.ask(CONNECTIONS, TIME);

    assertThat(round.right()).isZero();
    assertThat(round.fault()).startsWith("status 429");
    assertThat(round.p99()).isNaN();
  }

  @Test
  void goesOnAfterConnectionsThatBreak() throws IOException {
    Way way = way();
    fault = n -> right -> n % 5 == 0 ? "" : n % 7 == 0 ? right.substring(0, 60) : right;

    Round round = way.ask(CONNECTIONS, TIME);

    assertThat(round.wrong()).isPositive();
    assertThat(round.right()).isPositive();
  }

  @Test
  void learnsNothingFromAServerThatAnswersWrongly() {
    fault = n -> right -> right.replace("river", "rivet");

    assertThatThrownBy(this::way)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not answer as the provider does");
  }
}
