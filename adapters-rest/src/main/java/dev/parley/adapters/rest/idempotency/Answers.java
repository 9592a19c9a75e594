package dev.parley.adapters.rest.idempotency;

import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.application.idempotency.Fingerprint;
import dev.parley.application.idempotency.KeptAnswer;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Turns answers into what is kept of them, and back. */
@Singleton
final class Answers {
  /** The longest body that is kept. */
  static final int MAX_BODY_BYTES = 1 << 20;

  /**
   * What says nothing of the request itself: whoever sends it again may be luckier. A body that is
   * too large is not looked at.
   */
  private static final Set<Integer> PASSING = Set.of(401, 402, 403, 408, 409, 413, 429);

  /** What belongs to the answer; all others belong to the way it was sent. */
  private static final List<String> KEPT_HEADERS =
      List.of(
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.CONTENT_DISPOSITION,
          HttpHeaders.LOCATION,
          HttpHeaders.ETAG);

  private final JsonMapper json;
  private final SecureRandom random = new SecureRandom();

  Answers(JsonMapper json) {
    this.json = json;
  }

  /** Whether an answer would be the same if the request were carried out once more. */
  static boolean isFinal(HttpResponse<?> response) {
    return response.code() < 500 && !PASSING.contains(response.code());
  }

  /**
   * What is kept of an answer. Its body is put in its final form, so that what is sent now is what
   * is kept, to the byte.
   *
   * @param credential what it is sealed under; null: nothing that could be
   */
  KeptAnswer kept(
      MutableHttpResponse<?> response, @Nullable String credential, Fingerprint request) {
    Optional<KeptAnswer> events = RunStreams.streamedBy(response).map(KeptAnswer.Events::new);
    if (events.isPresent()) {
      return events.get();
    }
    if (response.body() instanceof Publisher<?> || credential == null) {
      return new KeptAnswer.Forgotten();
    }
    byte[] body = finalBody(response);
    if (body.length > MAX_BODY_BYTES) {
      return new KeptAnswer.Forgotten();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : KEPT_HEADERS) {
      String value = response.getHeaders().get(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return new KeptAnswer.Whole(
        response.code(), headers, new CredentialSeal(credential, request).seal(body, random));
  }

  private byte[] finalBody(MutableHttpResponse<?> response) {
    Object body = response.body();
    if (body == null) {
      return new byte[0];
    }
    byte[] bytes = bytes(body);
    if (response.getContentType().isEmpty()) {
      response.contentType(MediaType.APPLICATION_JSON_TYPE);
    }
    response.body(bytes);
    return bytes;
  }

  private byte[] bytes(Object body) {
    if (body instanceof byte[] bytes) {
      return bytes;
    }
    if (body instanceof CharSequence text) {
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return json.writeValueAsBytes(body);
    } catch (IOException e) {
      throw new UncheckedIOException("an answer that is no JSON", e);
    }
  }

  /** The answer that was kept; empty if it is not for this credential. */
  static Optional<MutableHttpResponse<?>> whole(
      KeptAnswer.Whole kept, @Nullable String credential, Fingerprint request) {
    if (credential == null) {
      return Optional.empty();
    }
    return new CredentialSeal(credential, request)
        .open(kept.body())
        .map(
            body -> {
              MutableHttpResponse<?> response = HttpResponse.status(kept.status(), null);
              kept.headers().forEach(response::header);
              return body.length == 0 ? response : response.body(body);
            });
  }
}
