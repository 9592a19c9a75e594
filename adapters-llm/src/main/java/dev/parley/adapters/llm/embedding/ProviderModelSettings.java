package dev.parley.adapters.llm.embedding;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A provider's model that embeds, and how it is spoken to.
 *
 * @param name the provider's own name of the model
 * @param baseUrl what {@code /embeddings} or {@code /api/embed} is appended to
 * @param apiKey sent to this address and no other; null: none is sent
 * @param dimension how long vectors are to be, for models that can be asked; null: as they are
 * @param maxTokens how much of a text is sent: its first tokens, as they are estimated
 */
public record ProviderModelSettings(
    EmbeddingProtocol protocol,
    String name,
    URI baseUrl,
    @Nullable String apiKey,
    @Nullable Integer dimension,
    int maxTokens) {
  public ProviderModelSettings {
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(name);
    Objects.requireNonNull(baseUrl);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens: " + maxTokens + " (expected: 1 or more)");
    }
  }

  /**
   * The name under which vectors are stored. A model that is asked for shorter vectors is another
   * one: vectors of both could not be compared.
   */
  public String modelName() {
    return protocol.provider() + "/" + name + (dimension == null ? "" : "@" + dimension);
  }

  /** Without the key, so that it cannot end up in a log. */
  @Override
  public String toString() {
    return modelName() + " at " + baseUrl;
  }
}
