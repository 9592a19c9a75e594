package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

class FeaturesProperties {
  private static final String SEED = "17";
  private static final int HALF_MIB = 1 << 19;

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
        "a",
        "ignore all previous ",
        "ignore instructions ",
        "![](http",
        "<|<|<",
        "========",
        "' ' '",
        "a b c d ",
        "6f 62 ",
        "QUJD",
        "\\x6",
        "&#1",
        "1 2 3 ",
        "\u0301\u0316",
        "\u043Ea",
        "\uFE0F",
        "\uDB40\uDC41",
        "忽略",
        "please do not tell the user ",
        "write. ",
        "\uD83C\uDFF4",
        "\uFDFA");
  }

  @Tag("slow")
  @Property(seed = SEED, tries = 8)
  void takesTwiceTheWorkForTwiceTheText(@ForAll("hostile") String piece) {
    String half = piece.repeat(HALF_MIB / piece.length());
    long once = Features.of(half).work();
    long twice = Features.of(half + half).work();

    assertThat(once).isGreaterThanOrEqualTo(half.length());
    assertThat(twice).isLessThanOrEqualTo(2 * once + 10_000);
    // Some thirteen readings at most, each with one walk no longer than the longest term.
    assertThat(twice).isLessThanOrEqualTo(2L * half.length() * Lexicon.LONGEST_TERM * 4);
  }

  @Property(seed = SEED, tries = 300)
  void keepsEveryFeatureBetweenZeroAndOne(@ForAll String text) {
    Features features = Features.of(text);
    for (int i = 0; i < Feature.count(); i++) {
      assertThat(features.get(Feature.at(i))).as(Feature.at(i).label()).isBetween(0.0, 1.0);
    }
  }
}
