package dev.parley.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.quota.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TokenPriceProperties {
  private static final String SEED = "42";
  private static final long DEAREST = 1_000_000_000;

  @Property(seed = SEED)
  void chargesTheExactCostRoundedUp(
      @ForAll @LongRange(min = 0, max = DEAREST) long input,
      @ForAll @LongRange(min = 0, max = DEAREST) long output,
      @ForAll @IntRange(max = 2_000_000) int prompt,
      @ForAll @IntRange(max = 2_000_000) int completion) {
    BigDecimal exact =
        BigDecimal.valueOf(input)
            .multiply(BigDecimal.valueOf(prompt))
            .add(BigDecimal.valueOf(output).multiply(BigDecimal.valueOf(completion)))
            .movePointLeft(6);

    Money cost = new TokenPrice(new Money(input), new Money(output)).of(prompt, completion);

    assertThat(cost.microUsd()).isEqualTo(exact.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  @Property(seed = SEED)
  void neverChargesTwoPartsLessThanTheWhole(
      @ForAll @LongRange(min = 0, max = DEAREST) long price,
      @ForAll @IntRange(max = 100_000) int one,
      @ForAll @IntRange(max = 100_000) int other) {
    TokenPrice tokenPrice = new TokenPrice(new Money(price), new Money(price));

    assertThat(tokenPrice.of(one, 0).plus(tokenPrice.of(other, 0)))
        .isGreaterThanOrEqualTo(tokenPrice.of(one + other, 0));
  }

  @Property(seed = SEED)
  void chargesNothingForWhatIsFree(@ForAll @IntRange int prompt, @ForAll @IntRange int completion) {
    assertThat(TokenPrice.FREE.of(prompt, completion)).isEqualTo(Money.ZERO);
  }

  @Example
  void chargesAMicroDollarForTheSmallestPart() {
    TokenPrice price = new TokenPrice(new Money(150_000), new Money(600_000));

    assertThat(price.of(1, 0)).isEqualTo(new Money(1));
    assertThat(price.of(1_000, 500)).isEqualTo(new Money(450));
    assertThat(price.of(0, 0)).isEqualTo(Money.ZERO);
  }

  @Example
  void refusesACostThatDoesNotFit() {
    TokenPrice absurd = new TokenPrice(new Money(Long.MAX_VALUE), Money.ZERO);

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> absurd.of(2, 0));
  }

  @Property(seed = SEED)
  void chargesWhatWasReadBeforeAtItsOwnPrice(
      @ForAll @LongRange(min = 0, max = DEAREST) long input,
      @ForAll @LongRange(min = 0, max = DEAREST) long cached,
      @ForAll @IntRange(max = 1_000_000) int fresh,
      @ForAll @IntRange(max = 1_000_000) int known,
      @ForAll @IntRange(max = 1_000_000) int completion) {
    BigDecimal exact =
        BigDecimal.valueOf(input)
            .multiply(BigDecimal.valueOf(fresh))
            .add(BigDecimal.valueOf(cached).multiply(BigDecimal.valueOf(known)))
            .add(BigDecimal.valueOf(7).multiply(BigDecimal.valueOf(completion)))
            .movePointLeft(6);

    Money cost =
        new TokenPrice(new Money(input), new Money(cached), new Money(7))
            .of(fresh + known, known, completion);

    assertThat(cost.microUsd()).isEqualTo(exact.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  @Example
  void refusesMoreCachedTokensThanWereRead() {
    TokenPrice price = new TokenPrice(new Money(10), new Money(5));

    assertThat(price.cachedInputPerMillion()).isEqualTo(new Money(10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> price.of(1, 2, 0))
        .withMessage("cached tokens: 2 (expected: 0..1)");
    assertThatIllegalArgumentException().isThrownBy(() -> price.of(1, -1, 0));
  }
}
