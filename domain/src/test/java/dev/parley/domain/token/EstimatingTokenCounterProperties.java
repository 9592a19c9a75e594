package dev.parley.domain.token;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EstimatingTokenCounterProperties {
  private static final String SEED = "26";

  private final TokenCounter counter = new EstimatingTokenCounter();

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> runs =
        Arbitraries.of("a", "W", "é", "7", " ", "\t", "\n", "\r", ".", "大", "🙂", "\u00A0", "ж")
            .flatMap(c -> Arbitraries.integers().between(1, 60).map(c::repeat));
    return runs.list().ofMaxSize(12).map(list -> String.join("", list));
  }

  @Example
  void countsWordsNumbersAndMarks() {
    assertThat(counter.count("")).isZero();
    assertThat(counter.count(" ")).isEqualTo(1);
    assertThat(counter.count("a cat sat")).isEqualTo(3);
    assertThat(counter.count("extraordinarily")).isEqualTo(3);
    assertThat(counter.count("1234567")).isEqualTo(3);
    assertThat(counter.count("Yes, no.\n")).isEqualTo(5);
    assertThat(counter.count("大桥")).isEqualTo(2);
    assertThat(counter.count(" ".repeat(33))).isEqualTo(3);
  }

  @Property(seed = SEED)
  void countsNothingOnlyWhereThereIsNothing(@ForAll("texts") String text) {
    assertThat(counter.count(text) == 0).isEqualTo(text.isEmpty());
  }

  @Property(seed = SEED)
  void givesNoTokenMoreCharactersThanItMay(@ForAll("texts") String text) {
    assertThat(text.length())
        .isLessThanOrEqualTo(counter.count(text) * TokenCounter.MAX_CHARACTERS_PER_TOKEN);
  }

  @Property(seed = SEED)
  void countsNoMoreThanThePartsTogether(@ForAll("texts") String text) {
    for (int cut = 1; cut < text.length(); cut++) {
      boolean withinBlanks = isBlank(text, cut - 1) && isBlank(text, cut);
      if (!withinBlanks) {
        int parts = counter.count(text.substring(0, cut)) + counter.count(text.substring(cut));
        assertThat(counter.count(text)).isLessThanOrEqualTo(parts);
        assertThat(parts).isLessThanOrEqualTo(counter.count(text) + 2);
      }
    }
  }

  @Property(seed = SEED)
  void countsMoreForMore(@ForAll("texts") String text, @ForAll("texts") String more) {
    assertThat(counter.count(text + more)).isGreaterThanOrEqualTo(counter.count(text));
  }

  private static boolean isBlank(String text, int at) {
    return Character.isWhitespace(text.charAt(at));
  }
}
