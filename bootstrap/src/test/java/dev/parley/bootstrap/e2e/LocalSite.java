package dev.parley.bootstrap.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A site on this machine, whose pages have versions. */
final class LocalSite {
  private final HttpServer server;
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();

  private LocalSite(HttpServer server) {
    this.server = server;
  }

  static LocalSite start() {
    try {
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      LocalSite site = new LocalSite(HttpServer.create(free, 0));
      site.server.createContext("/", site::answer);
      site.server.start();
      return site;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** As an entry of the settings. */
  String entry() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void publish(String path, String html) {
    pages.put(path, html);
  }

  /** What was asked for, and the status it was answered with. */
  List<String> answers() {
    return answers;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String page = pages.get(path);
    int status = 404;
    byte[] body = new byte[0];
    if (page != null) {
      String etag = "\"" + Integer.toHexString(page.hashCode()) + "\"";
      boolean known = etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
      status = known ? 304 : 200;
      body = known ? body : page.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("ETag", etag);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    }
    answers.add(status + " " + path);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
