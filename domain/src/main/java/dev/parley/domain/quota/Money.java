package dev.parley.domain.quota;

import java.math.BigDecimal;

/** An amount of money in whole micro-USD (a millionth of a US dollar). Never negative. */
public record Money(long microUsd) implements Comparable<Money> {
  public static final Money ZERO = new Money(0);

  public Money {
    if (microUsd < 0) {
      throw new IllegalArgumentException("money: " + microUsd + " micro-USD (expected: 0 or more)");
    }
  }

  /** The sum; throws {@link ArithmeticException} where it does not fit. */
  public Money plus(Money other) {
    return new Money(Math.addExact(microUsd, other.microUsd));
  }

  /** In US dollars, exactly. */
  public BigDecimal usd() {
    return BigDecimal.valueOf(microUsd, 6);
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(microUsd, other.microUsd);
  }
}
