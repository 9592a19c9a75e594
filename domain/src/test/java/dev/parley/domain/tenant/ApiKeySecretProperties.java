package dev.parley.domain.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.validation.InvalidValue;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ApiKeySecretProperties {
  private static final String SEED = "44";

  @Provide
  Arbitrary<String> chosen() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .ofMinLength(ApiKeySecret.MIN_LENGTH)
        .ofMaxLength(ApiKeySecret.MAX_LENGTH);
  }

  @Property(seed = SEED)
  void hasTheFormItPromises(@ForAll long seed) {
    ApiKeySecret made = ApiKeySecret.make(new Random(seed));

    assertThat(made.value()).matches("pk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}");
    assertThat(made.prefix()).isEqualTo(made.value().substring(0, 11));
    assertThat(ApiKeySecret.isValid(made.value())).isTrue();
  }

  @Property(seed = SEED)
  void opensWithItselfAndNothingElse(
      @ForAll("chosen") String value, @ForAll @IntRange(max = 255) int place) {
    ApiKeySecret key = new ApiKeySecret(value);
    char[] changed = value.toCharArray();
    int at = place % changed.length;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';

    assertThat(key.matches(new ApiKeySecret(value).hash())).isTrue();
    assertThat(key.matches(new ApiKeySecret(new String(changed)).hash())).isFalse();
  }

  @Property(seed = SEED)
  void neverShowsAKeyThatSomebodyChose(@ForAll("chosen") String value) {
    ApiKeySecret key = new ApiKeySecret(value);

    // A key of ours in form is made of random parts, whose first may be shown.
    if (!value.startsWith("pk_")) {
      assertThat(key.prefix()).matches("ext_[0-9a-f]{8}");
      assertThat(key.toString()).isEqualTo(key.prefix() + "…");
    }
    assertThat(key.toString()).doesNotContain(value);
  }

  @Property(seed = SEED)
  void isFoundByTheSamePrefixEveryTime(@ForAll("chosen") String value) {
    assertThat(new ApiKeySecret(value).prefix()).isEqualTo(new ApiKeySecret(value).prefix());
  }

  @Property(seed = SEED)
  void refusesWhatIsNotVisibleAsciiOrHasAnotherLength(@ForAll String value) {
    boolean valid =
        value.length() >= ApiKeySecret.MIN_LENGTH
            && value.length() <= ApiKeySecret.MAX_LENGTH
            && value.chars().allMatch(c -> c >= '!' && c <= '~');

    assertThat(ApiKeySecret.isValid(value)).isEqualTo(valid);
    if (!valid) {
      assertThatExceptionOfType(InvalidValue.class)
          .isThrownBy(() -> new ApiKeySecret(value))
          .withMessage(
              "key: "
                  + value.length()
                  + " characters (expected: "
                  + ApiKeySecret.MIN_LENGTH
                  + "..256 visible ASCII characters)");
    }
  }

  @Example
  void refusesOneCharacterTooFewOrTooMany() {
    assertThat(ApiKeySecret.isValid("k".repeat(ApiKeySecret.MIN_LENGTH - 1))).isFalse();
    assertThat(ApiKeySecret.isValid("k".repeat(ApiKeySecret.MIN_LENGTH))).isTrue();
    assertThat(ApiKeySecret.isValid("k".repeat(256))).isTrue();
    assertThat(ApiKeySecret.isValid("k".repeat(257))).isFalse();
    assertThat(ApiKeySecret.isValid("k".repeat(20) + " ")).isFalse();
    assertThat(ApiKeySecret.isValid("k".repeat(20) + "ä")).isFalse();
  }

  @Example
  void isHashedWithSha256() {
    assertThat(HexFormat.of().formatHex(new ApiKeySecret("abcdefghijklmnop").hash()))
        .isEqualTo("f39dac6cbaba535e2c207cd0cd8f154974223c848f727f98b3564cea569b41cf");
  }

  @Example
  void isNotMadeTwice() {
    Random random = new Random(1);
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      made.add(ApiKeySecret.make(random).value());
    }

    assertThat(made).hasSize(1_000);
  }
}
