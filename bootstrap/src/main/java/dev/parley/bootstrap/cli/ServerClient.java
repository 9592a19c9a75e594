package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.demo.DemoKey;
import dev.parley.bootstrap.settings.ClientSettings;
import dev.parley.domain.tenant.ApiKeySecret;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Talks to a running server over its public API, with the demo's key where no other is set. */
final class ServerClient implements AutoCloseable {
  private static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI server;
  private final String key;

  ServerClient(ClientSettings settings) {
    this.server = settings.server();
    this.key =
        settings
            .apiKey()
            .or(() -> DemoKey.in(settings.home()).map(ApiKeySecret::value))
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "PARLEY_API_KEY is not set, and there is no demo key in "
                            + settings.home()));
  }

  Map<?, ?> get(String path) {
    return object(send(request(path).GET().build()));
  }

  Map<?, ?> post(String path, HttpRequest.BodyPublisher body, String contentType) {
    return object(send(request(path).header("Content-Type", contentType).POST(body).build()));
  }

  /** Posts JSON. */
  Map<?, ?> post(String path, Map<String, Object> body) {
    return post(path, HttpRequest.BodyPublishers.ofByteArray(write(body)), "application/json");
  }

  /** Posts JSON and hands out the answer as it arrives. */
  InputStream stream(String path, Map<String, Object> body) {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(write(body)))
            .build();
    return send(request);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + key);
  }

  private InputStream send(HttpRequest request) {
    HttpResponse<InputStream> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new CommandFailure(
          "no server answers at " + server + "; start one with ./parley serve, or set PARLEY_URL");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
    if (response.statusCode() >= 400) {
      Object detail = object(response.body()).get("detail");
      throw new CommandFailure(
          "the server answered " + response.statusCode() + ": " + detail, retryAfter(response));
    }
    return response.body();
  }

  /**
   * When a server that is too busy wants to be asked again, if it says so. Where it names a moment,
   * that is one of its own clock, which may go wrong by ours.
   */
  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    if (response.statusCode() != UNAVAILABLE) {
      return null;
    }
    HttpHeaders headers = response.headers();
    Instant ours = Clock.systemUTC().instant();
    Instant now =
        headers.firstValue("Date").flatMap(date -> RetryAfter.date(date, ours)).orElse(ours);
    return RetryAfter.parse(headers.firstValue("Retry-After").orElse(null), now).orElse(null);
  }

  static Map<?, ?> object(InputStream json) {
    try (json) {
      return object(new String(json.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure("the connection to the server broke: " + e.getMessage());
    }
  }

  static Map<?, ?> object(String json) {
    try {
      Map<?, ?> object = ObjectMapper.getDefault().readValue(json, Map.class);
      return object == null ? Map.of() : object;
    } catch (IOException e) {
      throw new CommandFailure("the server's answer is no JSON; is it Parley?");
    }
  }

  private static byte[] write(Map<String, Object> body) {
    try {
      return ObjectMapper.getDefault().writeValueAsBytes(body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
