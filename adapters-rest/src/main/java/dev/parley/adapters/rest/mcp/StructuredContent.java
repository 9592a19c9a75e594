package dev.parley.adapters.rest.mcp;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/**
 * Shapes of the HTTP API as plain values, so that the protocol's messages hold them as they are.
 */
@Singleton
final class StructuredContent {
  private static final Argument<Map<String, Object>> OBJECT =
      Argument.mapOf(String.class, Object.class);

  private final JsonMapper json;

  StructuredContent(JsonMapper json) {
    this.json = json;
  }

  Map<String, Object> of(Object shape) {
    try {
      return Objects.requireNonNull(json.readValue(json.writeValueAsBytes(shape), OBJECT));
    } catch (IOException e) {
      throw new UncheckedIOException("a shape that is no JSON object", e);
    }
  }
}
