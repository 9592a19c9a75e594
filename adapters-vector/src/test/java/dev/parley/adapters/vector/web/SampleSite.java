package dev.parley.adapters.vector.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.parley.domain.web.Validators;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A site at every loopback address, which does what it is told. */
final class SampleSite implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, HttpHandler> pages = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> addresses = new CopyOnWriteArrayList<>();

  private SampleSite(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static SampleSite plain() throws IOException {
    return new SampleSite(HttpServer.create(new InetSocketAddress(0), 0));
  }

  static SampleSite secure(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(new InetSocketAddress(0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new SampleSite(server);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The targets that were asked for, without robots.txt. */
  List<String> requests() {
    return requests.stream().filter(target -> !target.equals("/robots.txt")).toList();
  }

  /** How often robots.txt was asked for. */
  long robots() {
    return requests.stream().filter("/robots.txt"::equals).count();
  }

  /** The own addresses that requests came to. */
  List<String> addresses() {
    return addresses;
  }

  SampleSite with(String target, HttpHandler page) {
    pages.put(target, page);
    return this;
  }

  SampleSite text(String target, String content) {
    return with(target, exchange -> send(exchange, 200, "text/plain", content.getBytes(UTF_8)));
  }

  SampleSite status(String target, int status) {
    return with(target, exchange -> send(exchange, status, "text/plain", new byte[0]));
  }

  SampleSite redirect(String target, int status, String location) {
    return with(
        target,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          send(exchange, status, "text/plain", new byte[0]);
        });
  }

  SampleSite page(String target, byte[] content, String mediaType, Validators validators) {
    return with(
        target,
        exchange -> {
          set(exchange, "ETag", validators.etag());
          set(exchange, "Last-Modified", validators.lastModified());
          boolean known =
              isAsked(exchange, "If-None-Match", validators.etag())
                  || isAsked(exchange, "If-Modified-Since", validators.lastModified());
          send(exchange, known ? 304 : 200, mediaType, known ? new byte[0] : content);
        });
  }

  private static boolean isAsked(HttpExchange exchange, String header, @Nullable String value) {
    return value != null && value.equals(exchange.getRequestHeaders().getFirst(header));
  }

  private static void set(HttpExchange exchange, String header, @Nullable String value) {
    if (value != null) {
      exchange.getResponseHeaders().set(header, value);
    }
  }

  static void send(HttpExchange exchange, int status, String mediaType, byte[] content)
      throws IOException {
    if (!mediaType.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", mediaType + "; charset=utf-8");
    }
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestURI().toString();
    requests.add(target);
    addresses.add(exchange.getLocalAddress().getAddress().getHostAddress());
    HttpHandler page = pages.get(target);
    if (page == null) {
      send(exchange, 404, "text/plain", new byte[0]);
    } else {
      page.handle(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
