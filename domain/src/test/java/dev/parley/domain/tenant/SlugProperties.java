package dev.parley.domain.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.validation.InvalidValue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SlugProperties {
  private static final String SEED = "45";

  @Provide
  Arbitrary<String> nearlySlugs() {
    return Arbitraries.strings()
        .withChars("abz09-AZ_. \nä")
        .ofMaxLength(66)
        .edgeCases(cases -> cases.add("a".repeat(63), "a".repeat(64), "-", "a-", "-a", "a\n"));
  }

  @Property(seed = SEED)
  void isValidExactlyAsADnsLabelInLowerCase(@ForAll("nearlySlugs") String value) {
    boolean label =
        !value.isEmpty()
            && value.length() <= 63
            && value.chars().allMatch(c -> "abcdefghijklmnopqrstuvwxyz0123456789-".indexOf(c) >= 0)
            && value.charAt(0) != '-'
            && value.charAt(value.length() - 1) != '-';

    assertThat(Slug.isValid(value)).isEqualTo(label);
  }

  @Property(seed = SEED)
  void existsOnlyIfItIsValid(@ForAll("nearlySlugs") String value) {
    if (Slug.isValid(value)) {
      assertThat(new Slug(value)).hasToString(value);
    } else {
      assertThatExceptionOfType(InvalidValue.class)
          .isThrownBy(() -> new Slug(value))
          .satisfies(refused -> assertThat(refused.field()).isEqualTo("slug"));
    }
  }

  @Example
  void saysWhatItExpected() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new Slug("Acme Corp"))
        .withMessage(
            "slug: 'Acme Corp' (expected: 1..63 lower-case letters, digits and hyphens, not at"
                + " either end)");
  }
}
