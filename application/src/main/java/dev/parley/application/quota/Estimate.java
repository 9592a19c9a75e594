package dev.parley.application.quota;

import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.TokenPrice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request may use, before it is known. The part that is certain can make a request
 * impossible; the part that is guessed only reserves as much as there can be.
 *
 * @param certainTokens that will be read whatever is answered
 * @param tokens with a guess at the answer
 * @param certainCost of the certain tokens
 * @param cost of all
 */
public record Estimate(long certainTokens, long tokens, Money certainCost, Money cost) {
  public Estimate {
    Objects.requireNonNull(certainCost);
    Objects.requireNonNull(cost);
    if (certainTokens < 0 || tokens < certainTokens || cost.compareTo(certainCost) < 0) {
      throw new IllegalArgumentException(
          "estimate: "
              + certainTokens
              + ".."
              + tokens
              + " tokens, "
              + certainCost
              + ".."
              + cost
              + " (expected: in order)");
    }
  }

  /**
   * An estimate by a price.
   *
   * @param price null: not known, and taken for nothing
   */
  public static Estimate of(int promptTokens, int completionTokens, @Nullable TokenPrice price) {
    TokenPrice known = price == null ? TokenPrice.FREE : price;
    return new Estimate(
        promptTokens,
        (long) promptTokens + completionTokens,
        known.of(promptTokens, 0),
        known.of(promptTokens, completionTokens));
  }

  long tokensWithin(long most) {
    return Math.max(certainTokens, Math.min(tokens, most));
  }

  Money costWithin(@Nullable Money most) {
    if (most == null || cost.compareTo(most) <= 0) {
      return cost;
    }
    return certainCost.compareTo(most) > 0 ? certainCost : most;
  }
}
