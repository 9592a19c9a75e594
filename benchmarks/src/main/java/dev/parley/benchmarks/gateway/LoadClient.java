package dev.parley.benchmarks.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server over so many connections at once, on each the next question as soon as the last
 * one is answered, and looks at every byte of every answer. It works on the calling thread alone
 * and does little else than read and write, since on a small machine what it takes is missing
 * elsewhere.
 */
final class LoadClient {
  /** An answer that takes longer is one that does not come. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int SHOWN = 400;

  private final InetSocketAddress address;
  private final Questions questions;
  private final ExpectedAnswer expected;
  private final ByteBuffer input = ByteBuffer.allocateDirect(64 << 10);
  private final ByteBuffer output;
  private long next;
  private int right;
  private int wrong;
  private @Nullable String fault;
  private Latencies latencies = new Latencies();
  private Latencies firstBytes = new Latencies();

  /**
   * @param port on this machine
   * @param firstNumber of the first question; no other client may ask the same ones
   */
  LoadClient(int port, Questions questions, ExpectedAnswer expected, long firstNumber) {
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.questions = questions;
    this.expected = expected;
    this.output = ByteBuffer.allocateDirect(questions.requestLength());
    this.next = firstNumber;
  }

  /** One connection and the question that is asked on it. */
  private static final class Exchange {
    final SocketChannel channel;
    final ResponseReader reader = new ResponseReader();
    long number;
    long asked;
    long begun;

    Exchange(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Asks until the time is over, and then waits for what is still being answered.
   *
   * @throws IOException if the server cannot be connected to, or stops answering
   */
  Tally run(int connections, Duration time) throws IOException {
    right = 0;
    wrong = 0;
    fault = null;
    latencies = new Latencies();
    firstBytes = new Latencies();
    try (Selector selector = Selector.open()) {
      try {
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
          ask(connect(selector));
        }
        long ended = exchange(selector, connections, began + time.toNanos());
        return new Tally(right, wrong, fault, (ended - began) / 1e9, latencies, firstBytes);
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    }
  }

  /** Returns when the last answer came. */
  private long exchange(Selector selector, int connections, long deadline) throws IOException {
    int open = connections;
    long last = System.nanoTime();
    while (open > 0) {
      if (selector.select(PATIENCE.toMillis()) == 0) {
        throw new IOException(open + " questions were not answered within " + PATIENCE);
      }
      for (SelectionKey key : selector.selectedKeys()) {
        Exchange exchange = (Exchange) key.attachment();
        if (!isOver(exchange)) {
          continue;
        }
        last = System.nanoTime();
        boolean reusable = judge(exchange, last);
        if (!reusable) {
          key.cancel();
          exchange.channel.close();
        }
        if (last - deadline >= 0) {
          open--;
        } else {
          ask(reusable ? exchange : connect(selector));
        }
      }
      selector.selectedKeys().clear();
    }
    return last;
  }

  private Exchange connect(Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean connected = false;
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(address);
      channel.configureBlocking(false);
      Exchange exchange = new Exchange(channel);
      channel.register(selector, SelectionKey.OP_READ, exchange);
      connected = true;
      return exchange;
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  private void ask(Exchange exchange) throws IOException {
    exchange.number = next++;
    exchange.reader.reset();
    exchange.begun = 0;
    output.clear();
    output.put(questions.request(exchange.number)).flip();
    exchange.asked = System.nanoTime();
    try {
      while (output.hasRemaining()) {
        // A question is smaller than the buffer of an idle socket, so this does not spin.
        int unused = exchange.channel.write(output);
      }
    } catch (IOException broken) {
      // Reading finds out, and counts it.
    }
  }

  /** Reads what has come; true if the answer is whole, or will not be. */
  private boolean isOver(Exchange exchange) {
    try {
      input.clear();
      int read = exchange.channel.read(input);
      if (read < 0) {
        throw new EOFException("the connection was closed");
      }
      if (exchange.begun == 0) {
        exchange.begun = System.nanoTime();
      }
      exchange.reader.take(input.flip());
      return exchange.reader.isDone();
    } catch (IOException broken) {
      fail(broken.toString());
      return true;
    }
  }

  /** Counts an answer; returns whether its connection may be used again. */
  private boolean judge(Exchange exchange, long now) {
    ResponseReader answer = exchange.reader;
    if (!answer.isDone()) {
      return false;
    }
    if (answer.status() == 200
        && expected.matches(
            answer.body(), answer.bodyLength(), questions.marker(exchange.number))) {
      right++;
      latencies.add(now - exchange.asked);
      firstBytes.add(exchange.begun - exchange.asked);
    } else {
      int shown = Math.min(SHOWN, answer.bodyLength());
      fail(
          "status "
              + answer.status()
              + " and "
              + answer.bodyLength()
              + " bytes: "
              + new String(answer.body(), 0, shown, StandardCharsets.UTF_8));
    }
    return !answer.isClosing();
  }

  private void fail(String what) {
    wrong++;
    if (fault == null) {
      fault = what;
    }
  }
}
