package dev.parley.application.gateway;

import dev.parley.application.gateway.Admittance.Admitted;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.TokenDecoder;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingBatches.Text;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Embeds a caller's texts by models of the installation's own. Safe for use by many threads. */
public final class EmbedTexts {
  /** When to come back where a model does not say. */
  private static final Duration MODEL_AWAY = Duration.ofSeconds(30);

  private final List<Served> served;
  private final Admittance admittance;
  private final TokenCounter tokens;
  private final TokenDecoder decoder;

  /**
   * @param served the models that may be asked for, each name once
   */
  public EmbedTexts(
      List<Served> served, Admittance admittance, TokenCounter tokens, TokenDecoder decoder) {
    this.served = List.copyOf(served);
    this.admittance = Objects.requireNonNull(admittance);
    this.tokens = Objects.requireNonNull(tokens);
    this.decoder = Objects.requireNonNull(decoder);
  }

  /**
   * A model that may be asked for.
   *
   * @param batches of the same model, for lists of texts; a single one is a question, for which the
   *     model has threads of its own
   */
  public record Served(EmbeddingModel model, EmbeddingBatches batches) {
    public Served {
      Objects.requireNonNull(model);
      Objects.requireNonNull(batches);
    }

    private ModelId id() {
      return new ModelId(model.name());
    }
  }

  /**
   * Vectors, one for each text in order.
   *
   * @param tokens of all texts, an estimate
   * @param limits how much of the caller's rates is left
   */
  public record Embedded(List<float[]> vectors, int tokens, List<RateLimitStatus> limits) {
    public Embedded {
      vectors = List.copyOf(vectors);
      limits = List.copyOf(limits);
    }
  }

  /** The model that a caller means, however it writes the name's letters. */
  public Optional<Served> model(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return served.stream()
        .filter(one -> one.model().name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** The text of tokens that a caller sent in place of it; empty if one of them is none. */
  public Optional<String> text(List<Integer> tokensOfIt) {
    return decoder.decode(tokensOfIt);
  }

  /**
   * Embeds texts; blocks until all are.
   *
   * @param by one of {@link #model}
   * @param dimensions how many of each vector's numbers are wanted: the first ones, brought back to
   *     length one; null: all
   * @throws InvalidValue if the vectors have no such number of dimensions
   */
  public Outcome<Embedded> embed(
      Principal caller, Served by, List<String> texts, @Nullable Integer dimensions)
      throws InterruptedException {
    int most = by.model().dimension();
    if (dimensions != null && (dimensions < 1 || dimensions > most)) {
      throw new InvalidValue("dimensions", dimensions, "1.." + most);
    }
    List<Text> counted = texts.stream().map(text -> new Text(text, tokens.count(text))).toList();
    int size = counted.stream().mapToInt(Text::tokens).sum();
    return switch (admittance.admit(caller, size, 0, TokenPrice.FREE)) {
      case Outcome.Refused<Admitted> refused -> Outcome.refused(refused.refusal());
      case Outcome.Done<Admitted> admitted ->
          embed(caller, by, admitted.value(), counted, size, dimensions);
    };
  }

  private Outcome<Embedded> embed(
      Principal caller,
      Served by,
      Admitted admitted,
      List<Text> texts,
      int size,
      @Nullable Integer dimensions)
      throws InterruptedException {
    try {
      List<float[]> vectors = new ArrayList<>(texts.size());
      if (texts.size() == 1) {
        vectors.addAll(by.model().embed(List.of(texts.getFirst().text())));
      } else {
        try (EmbeddingBatches.Lane lane = by.batches().lane(caller.tenant(), texts.iterator())) {
          while (lane.hasNext()) {
            switch (lane.next()) {
              case EmbeddingBatches.Refused refused -> {
                return Outcome.refused(
                    new Refusal.Unavailable(
                        "Too many texts wait to be embedded.", refused.retryAfter()));
              }
              case EmbeddingBatches.Embedded embedded -> vectors.add(embedded.vector());
            }
          }
        }
      }
      admitted.settle(by.id(), TokenPrice.FREE, size, 0, 0);
      return Outcome.done(
          new Embedded(
              dimensions == null
                  ? vectors
                  : vectors.stream().map(vector -> shortened(vector, dimensions)).toList(),
              size,
              admitted.limits()));
    } catch (EmbeddingFailure failure) {
      return Outcome.refused(
          new Refusal.Unavailable(
              "The model that embeds gives no answer.", failure.retryAfter().orElse(MODEL_AWAY)));
    } finally {
      admitted.release();
    }
  }

  private static float[] shortened(float[] vector, int dimensions) {
    if (dimensions == vector.length) {
      return vector;
    }
    double squares = 0;
    for (int i = 0; i < dimensions; i++) {
      squares += (double) vector[i] * vector[i];
    }
    float[] shortened = new float[dimensions];
    double length = Math.sqrt(squares);
    for (int i = 0; i < dimensions; i++) {
      shortened[i] = length == 0 ? vector[i] : (float) (vector[i] / length);
    }
    return shortened;
  }
}
