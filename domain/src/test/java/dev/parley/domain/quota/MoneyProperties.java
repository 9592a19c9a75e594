package dev.parley.domain.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class MoneyProperties {
  private static final String SEED = "41";

  @Property(seed = SEED)
  void addsUpExactly(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long one,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long other) {
    Money sum = new Money(one).plus(new Money(other));

    assertThat(sum.usd()).isEqualByComparingTo(new Money(one).usd().add(new Money(other).usd()));
    assertThat(sum).isEqualTo(new Money(other).plus(new Money(one)));
  }

  @Property(seed = SEED)
  void saysInDollarsWhatItHolds(@ForAll @LongRange(min = 0) long microUsd) {
    assertThat(new Money(microUsd).usd().movePointRight(6).longValueExact()).isEqualTo(microUsd);
  }

  @Property(seed = SEED)
  void isOrderedByAmount(
      @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long other) {
    assertThat(Integer.signum(new Money(one).compareTo(new Money(other))))
        .isEqualTo(Integer.signum(Long.compare(one, other)));
  }

  @Property(seed = SEED)
  void isNeverNegative(@ForAll @LongRange(min = Long.MIN_VALUE, max = -1) long microUsd) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Money(microUsd))
        .withMessage("money: " + microUsd + " micro-USD (expected: 0 or more)");
  }

  @Example
  void refusesASumThatDoesNotFit() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> new Money(Long.MAX_VALUE).plus(new Money(1)));
  }

  @Example
  void hasSixDecimalsInDollars() {
    assertThat(new Money(1_500_000).usd()).isEqualTo(new BigDecimal("1.500000"));
    assertThat(Money.ZERO.usd()).isEqualTo(new BigDecimal("0.000000"));
  }
}
