package dev.parley.application.model;

import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.TokenCounter;
import java.util.Objects;

/**
 * Embeds what somebody looks for, and has it taken down. Whatever is searched, its questions are
 * embedded here. Safe for use by many threads.
 */
public final class EmbedQuestion {
  private final TokenCounter tokens;
  private final EmbeddingMeter meter;

  public EmbedQuestion(TokenCounter tokens, EmbeddingMeter meter) {
    this.tokens = Objects.requireNonNull(tokens);
    this.meter = Objects.requireNonNull(meter);
  }

  /**
   * The question's vector, of length one; blocking.
   *
   * @param subject of the principal who asks
   * @throws EmbeddingFailure if the model gives no answer; then nothing is taken down
   */
  public float[] embed(TenantId tenant, String subject, EmbeddingModel model, String question) {
    float[] vector = model.embedQuestion(question);
    meter.embedded(tenant, subject, model.name(), tokens.count(question));
    return vector;
  }
}
