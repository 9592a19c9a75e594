package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.openai.WholeAnswers.Answer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WholeAnswersTest {
  private static final byte[] QUESTION = "{}".getBytes(StandardCharsets.UTF_8);

  private final WholeAnswers answers = new WholeAnswers(OwnClients.INSTANCE, Duration.ofSeconds(5));
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch left = new CountDownLatch(1);
  private final ServerSocket server = listening();

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port", e);
    }
  }

  /** What a server does with a connection on which a request has come; true to go on with it. */
  @FunctionalInterface
  private interface Conduct {
    boolean answer(Socket connection, int request) throws IOException;
  }

  @AfterEach
  void close() throws IOException {
    answers.close();
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private void serve(Conduct conduct) {
    Thread.startVirtualThread(
        () -> {
          try {
            while (true) {
              Socket connection = server.accept();
              connections.add(connection);
              Thread.startVirtualThread(() -> serve(connection, conduct));
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
  }

  private void serve(Socket connection, Conduct conduct) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      boolean open = true;
      while (open && request(in)) {
        open = conduct.answer(connection, requests.incrementAndGet());
      }
      if (open) {
        left.countDown();
      }
    } catch (IOException gone) {
      left.countDown();
    }
  }

  /** Reads a request of which the body is {@link #QUESTION}; false at the end. */
  private static boolean request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    return in.readNBytes(QUESTION.length).length == QUESTION.length;
  }

  private static void write(Socket connection, String text) throws IOException {
    connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean say(Socket connection, String body) throws IOException {
    write(connection, "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    return true;
  }

  private CompletableFuture<Answer> ask() {
    URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/chat/completions");
    return answers.post(address, Map.of("content-type", "application/json"), QUESTION);
  }

  private String answer() throws Exception {
    return new String(ask().get(20, TimeUnit.SECONDS).body(), StandardCharsets.UTF_8);
  }

  private void assertFails(Class<? extends IOException> expected) {
    assertThat(ask())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOf(expected);
  }

  @Test
  void asksAgainAndAgainOnTheSameConnections() throws Exception {
    serve((connection, request) -> say(connection, "answer " + request));

    for (int i = 1; i <= 50; i++) {
      assertThat(answer()).isEqualTo("answer " + i);
    }
    // An answer may have come while its connection is still on the way back to the others.
    assertThat(connections).hasSizeLessThan(10);
  }

  @Test
  void readsPiecesToTheEnd() throws Exception {
    serve(
        (connection, request) -> {
          write(connection, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n");
          pause();
          write(connection, "3\r\ntwo\r\n0\r\n\r\n");
          return true;
        });

    assertThat(answer()).isEqualTo("onetwo");
    assertThat(answer()).isEqualTo("onetwo");
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closesTheConnectionOfACallThatIsCancelled() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    serve(
        (connection, request) -> {
          asked.countDown();
          return true;
        });

    CompletableFuture<Answer> never = ask();
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    never.cancel(false);

    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void triesAnotherConnectionWhereOneHasGrownStale() throws Exception {
    serve((connection, request) -> request != 2 && say(connection, "answer " + request));

    assertThat(answer()).isEqualTo("answer 1");
    assertThat(answer()).isEqualTo("answer 3");
  }

  @Test
  void givesUpWhereTheOtherEndsToo() {
    serve((connection, request) -> false);

    assertFails(WholeAnswers.Unanswered.class);
    assertThat(requests).hasValue(2);
  }

  @Test
  void asksNobodyAgainForAnAnswerThatBrokeOff() {
    serve(
        (connection, request) -> {
          write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
          return false;
        });

    assertFails(IOException.class);
    assertThat(requests).hasValue(1);
  }

  @Test
  void cutsARefusalOffWhereItIsLong() throws Exception {
    serve(
        (connection, request) -> {
          write(connection, "HTTP/1.1 500 Oh\r\nretry-after: 7\r\n\r\n" + "x".repeat(100_000));
          return true;
        });

    Answer refusal = ask().get(20, TimeUnit.SECONDS);

    assertThat(refusal.status()).isEqualTo(500);
    assertThat(refusal.headers().firstValue("Retry-After")).contains("7");
    assertThat(refusal.body()).hasSize(64 << 10);
    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void readsNoMoreThanAnAnswerMayHold() throws Exception {
    serve(
        (connection, request) -> {
          write(connection, "HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n{");
          return true;
        });

    assertFails(ResponseBody.TooLarge.class);
    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void saysWhereNobodyListens() throws Exception {
    server.close();

    assertFails(WholeAnswers.Unreachable.class);
  }
}
