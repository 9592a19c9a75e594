package dev.parley.adapters.rest;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Talks to a server as any client does. */
final class RestClient {
  private static final JsonMapper JSON = JsonMapper.createDefault();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI server;
  private final @Nullable String key;

  private RestClient(URI server, @Nullable String key) {
    this.server = server;
    this.key = key;
  }

  static RestClient stranger(RestServer server) {
    return new RestClient(server.uri(), null);
  }

  static RestClient with(RestServer server, String key) {
    return new RestClient(server.uri(), key);
  }

  /** What came back. */
  record Answer(int status, HttpHeaders headers, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readValue(bytes, Argument.of(JsonNode.class));
      } catch (IOException e) {
        throw new UncheckedIOException("no JSON: " + text(), e);
      }
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** The value at a path such as {@code passages.0.title}. */
    JsonNode at(String path) {
      JsonNode node = json();
      for (String step : path.split("\\.", -1)) {
        JsonNode next = node.isArray() ? node.get(Integer.parseInt(step)) : node.get(step);
        if (next == null) {
          throw new AssertionError("no '" + step + "' of '" + path + "' in " + text());
        }
        node = next;
      }
      return node;
    }

    String string(String path) {
      return at(path).getStringValue();
    }

    int number(String path) {
      return at(path).getIntValue();
    }

    /** The body without the one thing that differs between any two. */
    String withoutRequestId() {
      return text().replaceAll("\"request_id\":\"[^\"]*\"", "\"request_id\":\"\"");
    }
  }

  /** A request that is being put together. */
  final class Call {
    private final HttpRequest.Builder request;
    private final String method;
    private BodyPublisher body = BodyPublishers.noBody();

    private Call(String method, String path) {
      this.method = method;
      this.request = HttpRequest.newBuilder(server.resolve(path));
      if (key != null) {
        request.header("Authorization", "Bearer " + key);
      }
    }

    Call header(String name, String value) {
      request.header(name, value);
      return this;
    }

    Call json(String json) {
      return body("application/json", BodyPublishers.ofString(json));
    }

    Call body(String type, BodyPublisher publisher) {
      request.header("Content-Type", type);
      body = publisher;
      return this;
    }

    /** A file, and other parts by name and value. */
    Call multipart(String filename, byte[] content, String... namesAndValues) {
      String boundary = "----parley";
      List<byte[]> parts = new ArrayList<>();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        parts.add(
            utf8(
                "--"
                    + boundary
                    + "\r\nContent-Disposition: form-data; name=\""
                    + namesAndValues[i]
                    + "\"\r\n\r\n"
                    + namesAndValues[i + 1]
                    + "\r\n"));
      }
      parts.add(
          utf8(
              "--"
                  + boundary
                  + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                  + filename
                  + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
      parts.add(content);
      parts.add(utf8("\r\n--" + boundary + "--\r\n"));
      return body("multipart/form-data; boundary=" + boundary, BodyPublishers.ofByteArrays(parts));
    }

    Answer send() throws IOException, InterruptedException {
      HttpResponse<byte[]> response =
          HTTP.send(request.method(method, body).build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /** The answer to come; cancelling it closes the connection. */
    CompletableFuture<HttpResponse<byte[]>> sendAsync() {
      return HTTP.sendAsync(request.method(method, body).build(), BodyHandlers.ofByteArray());
    }

    /** The body as it comes; the caller closes it. */
    HttpResponse<InputStream> stream() throws IOException, InterruptedException {
      return HTTP.send(request.method(method, body).build(), BodyHandlers.ofInputStream());
    }
  }

  Call call(String method, String path) {
    return new Call(method, path);
  }

  Answer get(String path) throws IOException, InterruptedException {
    return call("GET", path).send();
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return call("POST", path).json(json).send();
  }

  Answer patch(String path, String json) throws IOException, InterruptedException {
    return call("PATCH", path).json(json).send();
  }

  Answer put(String path, String json) throws IOException, InterruptedException {
    return call("PUT", path).json(json).send();
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return call("DELETE", path).send();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
