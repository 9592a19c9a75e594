package dev.parley.adapters.llm.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.adapters.llm.scripted.Reply.Answer;
import dev.parley.adapters.llm.scripted.Reply.Ending;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks OpenAI's protocol on a port of this machine: {@code POST /v1/chat/completions}, streamed
 * or not, {@code GET /v1/models} and {@code POST /v1/embeddings}; Ollama's {@code POST /api/embed};
 * and {@code POST /v1/rerank} and {@code /rerank}. What it does with each chat completion stands in
 * a queue, and after that in what it {@link #always} does; so for vectors and scores, which it
 * makes otherwise. It remembers what it was sent.
 *
 * <p>Stand-alone: {@code java dev.parley.adapters.llm.scripted.ScriptedProvider 9999}.
 */
public final class ScriptedProvider implements AutoCloseable {
  static {
    // Without it each small event may wait 40 ms for the acknowledgement of the one before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern LETTERS = Pattern.compile("[\\p{L}\\p{N}]+");

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Reply> next = new ConcurrentLinkedQueue<>();
  private final Queue<Reply> nextEmbedding = new ConcurrentLinkedQueue<>();
  private final Queue<Reply> nextRerank = new ConcurrentLinkedQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger brokenOff = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Case> cases = new CopyOnWriteArrayList<>();
  private volatile Reply always = Reply.words("The scripted provider has nothing else to say.");
  private volatile List<String> models = List.of("gpt-4o-mini");
  private volatile int modelsStatus = 200;
  private volatile int embeddingDimension = 8;
  private volatile Duration modelsSilence = Duration.ZERO;

  private ScriptedProvider(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  /** One on a free port. */
  public static ScriptedProvider start() {
    return start(0);
  }

  /** One on this port. */
  public static ScriptedProvider start(int port) {
    try {
      return new ScriptedProvider(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves until it is stopped from outside. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length != 1) {
      System.err.println("usage: ScriptedProvider PORT");
      System.exit(2);
    }
    try (ScriptedProvider provider = start(Integer.parseInt(arguments[0]))) {
      System.out.println(provider.baseUrl());
      provider.closed.await();
    }
  }

  /**
   * What came in.
   *
   * @param headers by their names in lower case, the first value of each
   */
  public record Received(String method, String path, Map<String, String> headers, String body) {
    public Received {
      headers = Map.copyOf(headers);
    }

    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** What {@code /chat/completions} is appended to. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /** What Ollama's own routes are appended to. */
  public URI root() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Queues what it does with the next requests for vectors, one each. Of an answer it looks only at
   * how long it says nothing.
   */
  public ScriptedProvider nextEmbedding(Reply... replies) {
    nextEmbedding.addAll(List.of(replies));
    return this;
  }

  /** The same for the next requests to rerank. */
  public ScriptedProvider nextRerank(Reply... replies) {
    nextRerank.addAll(List.of(replies));
    return this;
  }

  /** How long its vectors are where a request does not say. */
  public ScriptedProvider withEmbeddingsOf(int numbers) {
    embeddingDimension = numbers;
    return this;
  }

  /** Queues what it does with the next chat completions, one each. */
  public ScriptedProvider next(Reply... replies) {
    next.addAll(List.of(replies));
    return this;
  }

  /** What it does when the queue is empty. */
  public ScriptedProvider always(Reply reply) {
    always = reply;
    return this;
  }

  /** What it does when the queue is empty and a request has this member; the first case counts. */
  public ScriptedProvider where(String member, Reply reply) {
    return where(request -> request.has(member), reply);
  }

  /** The same where the last message is the user's and says this. */
  public ScriptedProvider asked(String words, Reply... replies) {
    return where(
        request ->
            isLast(request, "user") && last(request).path("content").toString().contains(words),
        replies);
  }

  /** The same where the last message is what a tool returned. */
  public ScriptedProvider afterTools(Reply reply) {
    return where(request -> isLast(request, "tool"), reply);
  }

  private static boolean isLast(JsonNode request, String role) {
    return last(request).path("role").asText().equals(role);
  }

  private static JsonNode last(JsonNode request) {
    return request.path("messages").path(request.path("messages").size() - 1);
  }

  /** Each reply is used once, the last for good. */
  private ScriptedProvider where(Predicate<JsonNode> kind, Reply... replies) {
    cases.add(new Case(kind, new ArrayDeque<>(List.of(replies))));
    return this;
  }

  private record Case(Predicate<JsonNode> kind, Queue<Reply> replies) {
    Reply reply() {
      synchronized (replies) {
        return replies.size() > 1 ? replies.remove() : replies.element();
      }
    }
  }

  /** Which models it has. */
  public ScriptedProvider withModels(String... names) {
    models = List.of(names);
    return this;
  }

  /** With which status it answers a request for its models. */
  public ScriptedProvider listingModelsWith(int status) {
    modelsStatus = status;
    return this;
  }

  /** How long it says nothing to a request for its models. */
  public ScriptedProvider listingModelsAfter(Duration silence) {
    modelsSilence = silence;
    return this;
  }

  /** All requests, oldest first. */
  public List<Received> requests() {
    return List.copyOf(received);
  }

  /** The requests to a path, such as {@code /v1/chat/completions}, oldest first. */
  public List<Received> requests(String path) {
    return received.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** How many answers found their connection closed by the other side. */
  public int brokenOff() {
    return brokenOff.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath();
      received.add(new Received(exchange.getRequestMethod(), path, headers(exchange), body));
      switch (exchange.getRequestMethod() + " " + path) {
        case "POST /v1/chat/completions" -> complete(exchange, JSON.readTree(body));
        case "GET /v1/models" -> listModels(exchange);
        case "POST /v1/embeddings" -> embed(exchange, JSON.readTree(body), this::openAiVectors);
        case "POST /api/embed" -> embed(exchange, JSON.readTree(body), this::ollamaVectors);
        case "POST /v1/rerank" -> rerank(exchange, JSON.readTree(body), "documents");
        case "POST /rerank" -> rerank(exchange, JSON.readTree(body), "texts");
        default -> refuse(exchange, 404, "not_found", "No such route.", Map.of());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(lowerCase(name), values.getFirst()));
    return headers;
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void complete(HttpExchange exchange, JsonNode request)
      throws IOException, InterruptedException {
    Reply queued = next.poll();
    switch (queued == null ? usual(request) : queued) {
      case Reply.Refusal refusal ->
          refuse(exchange, refusal.status(), refusal.code(), refusal.message(), refusal.headers());
      case Reply.Raw raw -> send(exchange, raw.status(), raw.contentType(), raw.body());
      case Answer answer -> {
        pause(answer.before());
        if (request.path("stream").asBoolean()) {
          stream(exchange, request, answer);
        } else {
          sendJson(exchange, 200, whole(request, answer));
        }
      }
    }
  }

  private Reply usual(JsonNode request) {
    return cases.stream()
        .filter(each -> each.kind().test(request))
        .map(Case::reply)
        .findFirst()
        .orElse(always);
  }

  private void stream(HttpExchange exchange, JsonNode request, Answer answer)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    try {
      event(body, chunk(request, delta("role", "assistant"), null));
      for (String token : answer.tokens()) {
        event(body, chunk(request, delta("content", token), null));
        pause(answer.between());
      }
      for (int i = 0; i < answer.calls().size(); i++) {
        for (ObjectNode piece : pieces(answer.calls().get(i), i)) {
          event(body, chunk(request, piece, null));
          pause(answer.between());
        }
      }
      end(body, request, answer);
    } catch (IOException e) {
      brokenOff.incrementAndGet();
    }
  }

  private void end(OutputStream body, JsonNode request, Answer answer)
      throws IOException, InterruptedException {
    switch (answer.ending()) {
      // Leaving without closing the body makes the exchange close its connection.
      case CUT -> {
        return;
      }
      case SILENT -> {
        closed.await();
        return;
      }
      case EARLY -> {
        body.close();
        return;
      }
      case GARBLED -> line(body, "data: {\"choices\":[{\"delta\":{\"content\":\n\n");
      case ERROR -> {
        ObjectNode error = JSON.createObjectNode();
        error
            .putObject("error")
            .put("message", "The worker with the prompt 'secret' died.")
            .put("type", "server_error");
        event(body, error);
      }
      case COMPLETE, WITHOUT_REASON -> {}
    }
    if (answer.ending() == Ending.COMPLETE || answer.ending() == Ending.GARBLED) {
      event(body, chunk(request, JSON.createObjectNode(), answer.reason()));
      if (answer.usage() && request.path("stream_options").path("include_usage").asBoolean()) {
        ObjectNode usage = chunk(request, null, null);
        usage.set("usage", usage(request, answer));
        event(body, usage);
      }
    }
    line(body, "data: [DONE]\n\n");
    body.close();
  }

  private static void event(OutputStream body, JsonNode data) throws IOException {
    line(body, "data: " + JSON.writeValueAsString(data) + "\n\n");
  }

  private static void line(OutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.flush();
  }

  /** Id and name first, then the arguments in two halves, as OpenAI sends them. */
  private static List<ObjectNode> pieces(Reply.Call call, int index) {
    ObjectNode head = JSON.createObjectNode();
    ObjectNode first = head.putArray("tool_calls").addObject().put("index", index);
    if (!call.id().isEmpty()) {
      first.put("id", call.id());
    }
    first.put("type", "function");
    first.putObject("function").put("name", call.name()).put("arguments", "");
    int half = call.arguments().length() / 2;
    List<ObjectNode> pieces = new ArrayList<>(List.of(head));
    for (String part :
        List.of(call.arguments().substring(0, half), call.arguments().substring(half))) {
      ObjectNode piece = JSON.createObjectNode();
      piece
          .putArray("tool_calls")
          .addObject()
          .put("index", index)
          .putObject("function")
          .put("arguments", part);
      pieces.add(piece);
    }
    return pieces;
  }

  private static ObjectNode delta(String name, String value) {
    return JSON.createObjectNode().put(name, value);
  }

  private static ObjectNode chunk(
      JsonNode request, @Nullable ObjectNode delta, @Nullable String reason) {
    ObjectNode chunk = head(request, "chat.completion.chunk");
    ArrayNode choices = chunk.putArray("choices");
    if (delta != null) {
      ObjectNode choice = choices.addObject().put("index", 0);
      choice.set("delta", delta);
      choice.put("finish_reason", reason);
    }
    return chunk;
  }

  private static ObjectNode whole(JsonNode request, Answer answer) {
    ObjectNode whole = head(request, "chat.completion");
    ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", answer.text());
    for (Reply.Call call : answer.calls()) {
      ObjectNode made = message.withArray("tool_calls").addObject().put("id", call.id());
      made.put("type", "function");
      made.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    }
    choice.put("finish_reason", answer.reason());
    if (answer.usage()) {
      whole.set("usage", usage(request, answer));
    }
    return whole;
  }

  private static ObjectNode head(JsonNode request, String kind) {
    return JSON.createObjectNode()
        .put("id", "chatcmpl-scripted")
        .put("object", kind)
        .put("created", 1_767_225_600)
        .put("model", request.path("model").asText());
  }

  /** A word is a token in the question, and a token of the script is one in the answer. */
  private static ObjectNode usage(JsonNode request, Answer answer) {
    int prompt = 0;
    for (JsonNode message : request.path("messages")) {
      prompt += (int) WORD.matcher(message.path("content").asText()).results().count();
    }
    int completion = answer.tokens().size();
    ObjectNode usage =
        JSON.createObjectNode()
            .put("prompt_tokens", prompt)
            .put("completion_tokens", completion)
            .put("total_tokens", prompt + completion);
    if (answer.cached() > 0) {
      usage.putObject("prompt_tokens_details").put("cached_tokens", answer.cached());
    }
    return usage;
  }

  private void listModels(HttpExchange exchange) throws IOException, InterruptedException {
    pause(modelsSilence);
    if (modelsStatus != 200) {
      refuse(exchange, modelsStatus, "unavailable", "No list.", Map.of());
      return;
    }
    ObjectNode list = JSON.createObjectNode().put("object", "list");
    ArrayNode entries = list.putArray("data");
    for (String name : models) {
      entries
          .addObject()
          .put("id", name)
          .put("object", "model")
          .put("created", 1_767_225_600)
          .put("owned_by", "scripted");
    }
    sendJson(exchange, 200, list);
  }

  private void embed(HttpExchange exchange, JsonNode request, Made vectors)
      throws IOException, InterruptedException {
    make(exchange, nextEmbedding.poll(), request, vectors);
  }

  private void rerank(HttpExchange exchange, JsonNode request, String texts)
      throws IOException, InterruptedException {
    make(exchange, nextRerank.poll(), request, asked -> reranked(asked, texts));
  }

  /** Does what was queued, or else makes what is asked for. */
  private void make(HttpExchange exchange, @Nullable Reply queued, JsonNode request, Made made)
      throws IOException, InterruptedException {
    switch (queued) {
      case Reply.Refusal refusal ->
          refuse(exchange, refusal.status(), refusal.code(), refusal.message(), refusal.headers());
      case Reply.Raw raw -> send(exchange, raw.status(), raw.contentType(), raw.body());
      case Answer answer -> {
        pause(answer.before());
        sendJson(exchange, 200, made.of(request));
      }
      case null -> sendJson(exchange, 200, made.of(request));
    }
  }

  /** What a request is answered with. */
  @FunctionalInterface
  private interface Made {
    JsonNode of(JsonNode request);
  }

  /** Best first, as rerankers answer; in the form that goes with how the texts came. */
  private static JsonNode reranked(JsonNode request, String texts) {
    Set<String> asked = words(request.path("query").asText());
    boolean named = texts.equals("documents");
    List<ObjectNode> results = new ArrayList<>();
    for (JsonNode text : request.path(texts)) {
      Set<String> said = words(text.asText());
      said.retainAll(asked);
      results.add(
          JSON.createObjectNode()
              .put("index", results.size())
              .put(
                  named ? "relevance_score" : "score",
                  asked.isEmpty() ? 0 : (double) said.size() / asked.size()));
    }
    results.sort(
        Comparator.comparingDouble(
                (ObjectNode result) ->
                    result.path(named ? "relevance_score" : "score").doubleValue())
            .reversed());
    ArrayNode list = JSON.createArrayNode().addAll(results);
    return named ? JSON.createObjectNode().put("id", "rerank-scripted").set("results", list) : list;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    LETTERS
        .matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(word -> words.add(word.group()));
    return words;
  }

  private JsonNode openAiVectors(JsonNode request) {
    ObjectNode list = JSON.createObjectNode().put("object", "list");
    ArrayNode entries = list.putArray("data");
    JsonNode input = request.path("input");
    boolean several = input.isArray() && !input.path(0).isNumber();
    Iterable<JsonNode> texts = several ? input : List.of(input);
    int length = request.path("dimensions").asInt(embeddingDimension);
    int index = 0;
    for (JsonNode text : texts) {
      ObjectNode entry = entries.addObject().put("object", "embedding").put("index", index++);
      float[] vector = vector(text.asText(), length);
      if (request.path("encoding_format").asText().equals("base64")) {
        ByteBuffer numbers = ByteBuffer.allocate(Float.BYTES * length);
        numbers.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
        entry.put("embedding", Base64.getEncoder().encodeToString(numbers.array()));
      } else {
        entry.set("embedding", numbers(vector));
      }
    }
    list.put("model", request.path("model").asText());
    list.putObject("usage").put("prompt_tokens", index).put("total_tokens", index);
    return list;
  }

  private JsonNode ollamaVectors(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("model", request.path("model").asText());
    ArrayNode vectors = answer.putArray("embeddings");
    JsonNode input = request.path("input");
    Iterable<JsonNode> texts = input.isArray() ? input : List.of(input);
    for (JsonNode text : texts) {
      vectors.add(numbers(vector(text.asText(), embeddingDimension)));
    }
    return answer.put("total_duration", 1).put("load_duration", 1).put("prompt_eval_count", 1);
  }

  private static ArrayNode numbers(float[] vector) {
    ArrayNode numbers = JSON.createArrayNode();
    for (float number : vector) {
      numbers.add(number);
    }
    return numbers;
  }

  /**
   * Each word at a place of its own, as far as there are places: texts are as near as they share
   * words.
   */
  private static float[] vector(String text, int length) {
    float[] vector = new float[length];
    LETTERS
        .matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(word -> vector[Math.floorMod(word.group().hashCode(), length)] += 1);
    double squares = 0;
    for (float number : vector) {
      squares += number * number;
    }
    if (squares == 0) {
      vector[0] = 1;
      return vector;
    }
    for (int i = 0; i < length; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private static void refuse(
      HttpExchange exchange, int status, String code, String message, Map<String, String> headers)
      throws IOException {
    headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    ObjectNode refusal = JSON.createObjectNode();
    refusal
        .putObject("error")
        .put("message", message)
        .put("type", "invalid_request_error")
        .put("code", code);
    sendJson(exchange, status, refusal);
  }

  private static void sendJson(HttpExchange exchange, int status, JsonNode body)
      throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsString(body));
  }

  private static void send(HttpExchange exchange, int status, String contentType, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void pause(Duration time) throws InterruptedException {
    if (time.isPositive() && closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /** Closes all connections, in the middle of whatever they are in. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    executor.shutdownNow();
  }
}
