package dev.parley.domain.routing;

import dev.parley.domain.quota.Money;

/**
 * What a model costs.
 *
 * @param inputPerMillion for a million tokens read
 * @param outputPerMillion for a million tokens written
 */
public record TokenPrice(Money inputPerMillion, Money outputPerMillion) {
  private static final long MILLION = 1_000_000;

  public static final TokenPrice FREE = new TokenPrice(Money.ZERO, Money.ZERO);

  /**
   * The cost of one generation, rounded up to a whole micro-USD so that it is never undercharged.
   */
  public Money of(int promptTokens, int completionTokens) {
    long scaled =
        Math.addExact(
            Math.multiplyExact(inputPerMillion.microUsd(), (long) promptTokens),
            Math.multiplyExact(outputPerMillion.microUsd(), (long) completionTokens));
    return new Money(Math.ceilDiv(scaled, MILLION));
  }
}
