package dev.parley.bootstrap.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Somebody who holds a key and calls the server. */
record ApiClient(URI server, String key) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BOUNDARY = "parley-e2e-boundary";
  private static final String JSON = "application/json";

  private static final class Shared {
    private static final HttpClient HTTP =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
  }

  ApiClient withKey(String otherKey) {
    return new ApiClient(server, otherKey);
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer get(String path, Map<String, String> headers) {
    HttpRequest.Builder request = request(path);
    headers.forEach(request::header);
    return send(request.GET());
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  Answer delete(String path, Map<String, String> headers) {
    HttpRequest.Builder request = request(path);
    headers.forEach(request::header);
    return send(request.DELETE());
  }

  Answer post(String path, Object body) {
    return send("POST", path, Json.write(body));
  }

  Answer post(String path, Object body, Map<String, String> headers) {
    HttpRequest.Builder request = request(path).header("Content-Type", JSON);
    headers.forEach(request::header);
    return send(request.POST(BodyPublishers.ofString(Json.write(body))));
  }

  Answer put(String path, Object body) {
    return send("PUT", path, Json.write(body));
  }

  Answer patch(String path, Object body) {
    return send("PATCH", path, Json.write(body));
  }

  /** A body that need not be JSON, declared as JSON. */
  Answer send(String method, String path, String body) {
    return send(method, path, JSON, BodyPublishers.ofString(body));
  }

  Answer send(String method, String path, String mediaType, BodyPublisher body) {
    return send(request(path).header("Content-Type", mediaType).method(method, body));
  }

  /** A file, as a form sends it (RFC 7578). */
  Answer upload(String path, String filename, byte[] content) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    String head =
        """
        --%s
        Content-Disposition: form-data; name="file"; filename="%s"
        Content-Type: application/octet-stream

        """
            .formatted(BOUNDARY, filename)
            .replace("\n", "\r\n");
    form.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    form.writeBytes(content);
    form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    return send(
        "POST",
        path,
        "multipart/form-data; boundary=" + BOUNDARY,
        BodyPublishers.ofByteArray(form.toByteArray()));
  }

  /** Posts and reads the answer as a stream of events. */
  EventStream stream(String path, Object body) {
    return stream(path, body, Map.of());
  }

  EventStream stream(String path, Object body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path).header("Content-Type", JSON).header("Accept", "text/event-stream");
    headers.forEach(request::header);
    return open(request.POST(BodyPublishers.ofString(Json.write(body))));
  }

  /** Follows a stream of events. */
  EventStream follow(String path, Map<String, String> headers) {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
    headers.forEach(request::header);
    return open(request.GET());
  }

  /** Opens a socket as a browser does: the key goes as a subprotocol. */
  SocketStream socket() {
    SocketStream stream = new SocketStream();
    URI uri = URI.create(server.resolve("/v1/ws").toString().replaceFirst("http", "ws"));
    stream.isOf(
        Shared.HTTP
            .newWebSocketBuilder()
            .subprotocols("parley", "bearer." + key)
            .connectTimeout(PATIENCE)
            .buildAsync(uri, stream)
            .join());
    return stream;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      return Answer.of(Shared.HTTP.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static EventStream open(HttpRequest.Builder request) {
    try {
      HttpResponse<InputStream> response =
          Shared.HTTP.send(request.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        throw new AssertionError("no stream but " + response.statusCode() + " " + body);
      }
      return new EventStream(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static AssertionError interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AssertionError("the test took too long", e);
  }
}
