package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One end of a socket, the client's. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final long PATIENCE_SECONDS = 20;

  private final boolean reading;
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final AtomicInteger pings = new AtomicInteger();
  private final StringBuilder begun = new StringBuilder();
  private @Nullable WebSocket socket;

  private SocketClient(boolean reading) {
    this.reading = reading;
  }

  /** How a socket is to be opened. */
  static final class Opening {
    private final RestServer server;
    private final WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    private boolean reading = true;

    private Opening(RestServer server) {
      this.server = server;
    }

    Opening header(String name, String value) {
      builder.header(name, value);
      return this;
    }

    Opening key(String key) {
      return header("Authorization", "Bearer " + key);
    }

    Opening subprotocols(String first, String... others) {
      builder.subprotocols(first, others);
      return this;
    }

    /** It reads nothing until it is told to. */
    Opening withoutReading() {
      reading = false;
      return this;
    }

    SocketClient open() {
      SocketClient client = new SocketClient(reading);
      URI http = server.uri();
      URI uri = URI.create("ws://" + http.getHost() + ":" + http.getPort() + "/v1/ws");
      client.socket = builder.buildAsync(uri, client).join();
      return client;
    }
  }

  static Opening to(RestServer server) {
    return new Opening(server);
  }

  /** One that is let in by its key, and has been told so. */
  static SocketClient with(RestServer server, String key) throws Exception {
    SocketClient client = to(server).key(key).open();
    Frame unused = client.next("ack");
    return client;
  }

  /** A frame as it came. */
  record Frame(String text) {
    JsonNode json() {
      try {
        return JSON.readValue(text, Argument.of(JsonNode.class));
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }

    boolean has(String field) {
      return json().get(field) != null;
    }

    private JsonNode get(String field) {
      JsonNode value = json().get(field);
      if (value == null) {
        throw new AssertionError("no '" + field + "' in " + text);
      }
      return value;
    }

    String string(String field) {
      return get(field).getStringValue();
    }

    long number(String field) {
      return get(field).getLongValue();
    }

    String type() {
      return string("type");
    }

    /**
     * Looks at an error, all of it.
     *
     * @param ref what the frame was called that is refused; null: nothing
     */
    void assertError(int status, String code, @Nullable String ref) {
      assertThat(type()).as(text).isEqualTo("error");
      assertThat(string("code")).as(text).isEqualTo(code);
      assertThat(number("status")).isEqualTo(status);
      assertThat(DocumentedErrors.codes().get(code)).isNotNull().contains(status);
      assertThat(string("detail")).isNotBlank();
      assertThat(has("details")).isTrue();
      assertThat(string("request_id")).isNotBlank();
      assertThat(has("ref") ? string("ref") : null).isEqualTo(ref);
    }
  }

  private WebSocket socket() {
    WebSocket open = socket;
    if (open == null) {
      throw new AssertionError("not open");
    }
    return open;
  }

  String subprotocol() {
    return socket().getSubprotocol();
  }

  void send(String frame) {
    socket().sendText(frame, true).join();
  }

  /** Sends unless the server has closed the socket meanwhile. */
  void trySend(String frame) {
    try {
      send(frame);
    } catch (CompletionException | IllegalStateException gone) {
      if (!(gone.getCause() instanceof IOException)) {
        throw gone;
      }
    }
  }

  boolean isClosed() {
    return closed.isDone();
  }

  void sendPart(String part, boolean last) {
    socket().sendText(part, last).join();
  }

  void sendBytes(byte[] bytes) {
    socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  void sendClose() {
    socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  /** From now on everything is read. */
  void read() {
    socket().request(Long.MAX_VALUE);
  }

  /** The next frame of any type. */
  Frame next() throws InterruptedException {
    String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("nothing came; closed: " + closed);
    }
    return new Frame(frame);
  }

  /** The next frame of a type; those before it are passed over, unless it is an error. */
  Frame next(String type) throws InterruptedException {
    Frame frame = next();
    while (!frame.type().equals(type)) {
      if (frame.type().equals("error")) {
        throw new AssertionError(frame.text());
      }
      frame = next();
    }
    return frame;
  }

  /** The frames up to the first of a type, and that. */
  List<Frame> through(String type) throws InterruptedException {
    List<Frame> all = new ArrayList<>();
    do {
      all.add(next());
    } while (!all.getLast().type().equals(type));
    return all;
  }

  /** What came and was not looked at. */
  int unread() {
    return frames.size();
  }

  int pings() {
    return pings.get();
  }

  /** The code that the server closes with. */
  int closeCode() throws Exception {
    return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    if (reading) {
      webSocket.request(Long.MAX_VALUE);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
    begun.append(part);
    if (last) {
      frames.add(begun.toString());
      begun.setLength(0);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
    pings.incrementAndGet();
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket().abort();
  }
}
