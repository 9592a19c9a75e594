package dev.parley.domain.routing;

import dev.parley.domain.quota.Money;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be answered, as far as it matters to the choice of a model.
 *
 * @param promptTokens an estimate
 * @param completionTokens an estimate, for prices
 * @param capabilities what the model must be able to do, in the words of {@link Model}
 * @param budget the most that all attempts together may cost; null: no limit
 * @param repeatable whether two models may be asked at the same time: nothing but text comes of it
 */
public record RouteRequest(
    int promptTokens,
    int completionTokens,
    Set<String> capabilities,
    Complexity complexity,
    @Nullable Money budget,
    boolean repeatable) {
  public RouteRequest {
    Objects.requireNonNull(complexity);
    capabilities = Set.copyOf(capabilities);
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException(
          "tokens: " + promptTokens + ", " + completionTokens + " (expected: 0 or more)");
    }
  }

  /** The same of a prompt whose size has become known, in tokens. */
  public RouteRequest ofPrompt(int tokens) {
    return new RouteRequest(tokens, completionTokens, capabilities, complexity, budget, repeatable);
  }

  /** What a model is estimated to cost; null: its price is not known. */
  @Nullable Money estimatedCost(Model model) {
    TokenPrice price = model.price();
    return price == null
        ? null
        : price.of(promptTokens, Math.min(completionTokens, model.maxOutputTokens()));
  }
}
