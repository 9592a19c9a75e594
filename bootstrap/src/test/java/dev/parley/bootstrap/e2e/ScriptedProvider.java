package dev.parley.bootstrap.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A provider of models in the manner of OpenAI's API, on sockets: each model plays the script that
 * a test gave it, so tests that share a server do not disturb each other. It can do what a proper
 * HTTP server would not, such as breaking off.
 */
final class ScriptedProvider implements AutoCloseable {
  /** What the server must show, and nobody else may see. */
  static final String KEY = "sk-e2e-canary-provider-key-55d1";

  private final ServerSocket listener;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

  private ScriptedProvider(ServerSocket listener) {
    this.listener = listener;
  }

  static ScriptedProvider start() {
    try {
      ScriptedProvider provider =
          new ScriptedProvider(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread unused = Thread.ofVirtual().name("provider").start(provider::accept);
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
  }

  /** How a server is told of this provider. */
  Map<String, String> settings() {
    return Map.of("OPENAI_BASE_URL", url().toString(), "OPENAI_API_KEY", KEY);
  }

  /** Plays the answer to one request. */
  @FunctionalInterface
  interface Script {
    void play(Call call) throws IOException, InterruptedException;
  }

  /** Adds a model and returns its id as Parley shows it. */
  String add(String model, Script script) {
    scripts.put(model, script);
    return model;
  }

  /** What was asked of a model so far. */
  List<Call> calls(String model) {
    return calls.stream().filter(call -> call.model().equals(model)).toList();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread unused = Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String request = line(in);
      Map<String, String> headers = new LinkedHashMap<>();
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        String[] pair = header.split(": *", 2);
        headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1]);
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      String key = headers.getOrDefault("authorization", "");
      Call call = new Call(socket, in, body, key);
      if (request.startsWith("GET /v1/models")) {
        call.answer(200, models());
        return;
      }
      calls.add(call);
      script(call.model()).play(call);
      call.played();
    } catch (IOException e) {
      // The other side is gone, or the script broke off.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Script script(String model) {
    Script script = scripts.get(model);
    if (script == null) {
      throw new AssertionError("no script for model " + model);
    }
    return script;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int character;
    while ((character = in.read()) >= 0 && character != '\n') {
      if (character != '\r') {
        line.append((char) character);
      }
    }
    return line.toString();
  }

  private String models() {
    List<Map<String, Object>> data =
        scripts.keySet().stream()
            .sorted()
            .map(id -> Map.<String, Object>of("id", id, "object", "model", "owned_by", "tests"))
            .toList();
    return Json.write(Map.of("object", "list", "data", data));
  }

  /** One request, and the hand that answers it. */
  static final class Call {
    private final Socket socket;
    private final InputStream in;
    private final String body;
    private final String authorization;
    private final CountDownLatch gate = new CountDownLatch(1);
    private boolean begun;

    private Call(Socket socket, InputStream in, String body, String authorization) {
      this.socket = socket;
      this.in = in;
      this.body = body;
      this.authorization = authorization;
    }

    String model() {
      return Json.parse(body).text("model");
    }

    String body() {
      return body;
    }

    String authorization() {
      return authorization;
    }

    /** A whole answer, of any status. */
    void answer(int status, String json) throws IOException {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      head(
          """
          HTTP/1.1 %d Scripted
          Content-Type: application/json
          Content-Length: %d
          Connection: close

          """
              .formatted(status, bytes.length));
      socket.getOutputStream().write(bytes);
    }

    /** The next words of a streamed answer. */
    void say(String text) throws IOException {
      choose(Map.of("index", 0, "delta", Map.of("content", text)));
    }

    /** Asks for a tool. */
    void callTool(String id, String name, String arguments) throws IOException {
      Map<String, Object> function = Map.of("name", name, "arguments", arguments);
      Map<String, Object> call =
          Map.of("index", 0, "id", id, "type", "function", "function", function);
      choose(Map.of("index", 0, "delta", Map.of("tool_calls", List.of(call))));
    }

    /** The proper end of a streamed answer. */
    void finish(int promptTokens, int completionTokens) throws IOException {
      choose(Map.of("index", 0, "delta", Map.of(), "finish_reason", "stop"));
      Map<String, Object> usage =
          Map.of(
              "prompt_tokens", promptTokens,
              "completion_tokens", completionTokens,
              "total_tokens", promptTokens + completionTokens);
      chunk(Map.of("choices", List.of(), "usage", usage));
      raw("[DONE]");
      write("0\r\n\r\n");
    }

    private void choose(Map<String, Object> choice) throws IOException {
      chunk(Map.of("choices", List.of(choice)));
    }

    /** One chunk of a completion, of which only these members differ from the others. */
    private void chunk(Map<String, Object> members) throws IOException {
      Map<String, Object> chunk = new LinkedHashMap<>(members);
      chunk.putAll(Map.of("id", "x", "object", "chat.completion.chunk", "model", model()));
      raw(Json.write(chunk));
    }

    /** One event of the stream, whatever it holds. */
    void raw(String data) throws IOException {
      if (!begun) {
        begun = true;
        head(
            """
            HTTP/1.1 200 OK
            Content-Type: text/event-stream
            Transfer-Encoding: chunked
            Connection: close

            """);
      }
      String event = "data: " + data + "\n\n";
      int length = event.getBytes(StandardCharsets.UTF_8).length;
      write(Integer.toHexString(length) + "\r\n" + event + "\r\n");
    }

    private void head(String lines) throws IOException {
      write(lines.replace("\n", "\r\n"));
    }

    private void write(String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** Waits until a test lets the script go on. */
    void pause() throws InterruptedException {
      if (!gate.await(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new InterruptedException("nobody resumed the script");
      }
    }

    void resume() {
      gate.countDown();
    }

    /** Waits until the other side hangs up, and says whether it did. */
    boolean awaitHangUp() {
      try {
        socket.setSoTimeout((int) Await.LONG.toMillis());
        return in.read() < 0;
      } catch (java.net.SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }

    private void played() {
      gate.countDown();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
