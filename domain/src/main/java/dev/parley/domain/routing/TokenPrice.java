package dev.parley.domain.routing;

import dev.parley.domain.quota.Money;
import java.util.Objects;

/**
 * What a model costs.
 *
 * @param inputPerMillion for a million tokens read
 * @param cachedInputPerMillion for a million tokens read that the provider had read before
 * @param outputPerMillion for a million tokens written
 */
public record TokenPrice(
    Money inputPerMillion, Money cachedInputPerMillion, Money outputPerMillion) {
  private static final long MILLION = 1_000_000;

  public static final TokenPrice FREE = new TokenPrice(Money.ZERO, Money.ZERO);

  public TokenPrice {
    Objects.requireNonNull(inputPerMillion);
    Objects.requireNonNull(cachedInputPerMillion);
    Objects.requireNonNull(outputPerMillion);
  }

  /** A price of a provider that gives nothing off for what it has read before. */
  public TokenPrice(Money inputPerMillion, Money outputPerMillion) {
    this(inputPerMillion, inputPerMillion, outputPerMillion);
  }

  /**
   * The cost of one generation, rounded up to a whole micro-USD so that it is never undercharged.
   */
  public Money of(int promptTokens, int completionTokens) {
    return of(promptTokens, 0, completionTokens);
  }

  /**
   * The cost of one generation, rounded up to a whole micro-USD once, over everything.
   *
   * @param promptTokens all that were read
   * @param cachedTokens those of them that the provider had read before
   */
  public Money of(int promptTokens, int cachedTokens, int completionTokens) {
    if (cachedTokens < 0 || cachedTokens > promptTokens) {
      throw new IllegalArgumentException(
          "cached tokens: " + cachedTokens + " (expected: 0.." + promptTokens + ")");
    }
    long scaled =
        Math.addExact(
            Math.addExact(
                scaled(inputPerMillion, promptTokens - cachedTokens),
                scaled(cachedInputPerMillion, cachedTokens)),
            scaled(outputPerMillion, completionTokens));
    return new Money(Math.ceilDiv(scaled, MILLION));
  }

  private static long scaled(Money price, long count) {
    return Math.multiplyExact(price.microUsd(), count);
  }
}
