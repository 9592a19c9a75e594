package dev.parley.benchmarks.gateway;

import dev.parley.benchmarks.provider.Script;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** One way to the provider: through a gateway, or none. */
final class Way {
  /** No two questions of a run are the same, whichever way they go. */
  private static final AtomicLong NUMBERS = new AtomicLong(1);

  private static final long NUMBERS_OF_A_CLIENT = 1L << 40;

  private final String name;
  private final LoadClient client;
  private final Supplier<Duration> processorTime;

  private Way(String name, LoadClient client, Supplier<Duration> processorTime) {
    this.name = name;
    this.client = client;
    this.processorTime = processorTime;
  }

  /**
   * Asks once, and learns what answers look like.
   *
   * @param port on this machine
   * @param headers that the server needs
   * @param processorTime that the server has used so far
   * @throws IOException if the answer is not what the script says
   */
  static Way learn(
      String name,
      int port,
      Map<String, String> headers,
      Script script,
      boolean stream,
      Supplier<Duration> processorTime)
      throws IOException {
    Questions questions = Questions.to(port, script.model(), stream, headers);
    long number = NUMBERS.getAndAdd(NUMBERS_OF_A_CLIENT);
    byte[] answer = askOnce(port, questions.request(number));
    ExpectedAnswer expected =
        ExpectedAnswer.learn(
                answer, questions.marker(number), Questions.text(number) + script.text(), stream)
            .orElseThrow(
                () ->
                    new IOException(
                        name
                            + " does not answer as the provider does: "
                            + new String(answer, StandardCharsets.UTF_8)));
    return new Way(name, new LoadClient(port, questions, expected, number + 1), processorTime);
  }

  private static byte[] askOnce(int port, ByteBuffer request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      byte[] sent = new byte[request.limit()];
      request.get(0, sent);
      socket.getOutputStream().write(sent);
      ResponseReader reader = new ResponseReader();
      byte[] bytes = new byte[8192];
      while (!reader.isDone()) {
        int read = socket.getInputStream().read(bytes);
        if (read < 0) {
          throw new EOFException("the connection was closed before the answer's end");
        }
        reader.take(ByteBuffer.wrap(bytes, 0, read));
      }
      return Arrays.copyOf(reader.body(), reader.bodyLength());
    }
  }

  String name() {
    return name;
  }

  /** Asks for a while over so many connections. */
  Round ask(int connections, Duration time) throws IOException {
    Duration before = processorTime.get();
    Tally tally = client.run(connections, time);
    return Round.of(name, tally, processorTime.get().minus(before));
  }
}
