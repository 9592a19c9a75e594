package dev.parley.adapters.llm.rerank;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A provider's reranker, and how it is spoken to.
 *
 * @param baseUrl what {@code /rerank} is appended to
 * @param apiKey sent to this address and no other; null: none is sent
 * @param patience how long the provider may say nothing
 */
public record RerankerSettings(
    RerankProtocol protocol,
    String model,
    URI baseUrl,
    @Nullable String apiKey,
    Duration patience) {
  public RerankerSettings {
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(model);
    Objects.requireNonNull(baseUrl);
    Objects.requireNonNull(patience);
  }

  /** Without the key, so that it cannot end up in a log. */
  @Override
  public String toString() {
    return model + " at " + baseUrl;
  }
}
