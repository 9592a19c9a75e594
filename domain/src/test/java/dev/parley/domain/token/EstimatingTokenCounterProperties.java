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
        Arbitraries.of(
                "a", "W", "é", "ế", "7", " ", "\t", "\n", "\r", ".", "大", "🙂", "\u00A0", "ж", "th")
            .flatMap(c -> Arbitraries.integers().between(1, 40).map(c::repeat));
    return runs.list().ofMaxSize(12).map(list -> String.join("", list));
  }

  @Example
  void countsWordsNumbersAndMarks() {
    assertThat(counter.count("")).isZero();
    assertThat(counter.count(" ")).isEqualTo(1);
    assertThat(counter.count("a cat sat")).isEqualTo(3);
    assertThat(counter.count("Yes, no.\n")).isEqualTo(5);
    assertThat(counter.count(".")).isEqualTo(1);
    assertThat(counter.count("123")).isEqualTo(1);
    assertThat(counter.count("1234567")).isEqualTo(3);
    assertThat(counter.count("a1")).isEqualTo(2);
  }

  @Example
  void countsABlankWhereNoWordTakesIt() {
    assertThat(counter.count("a b")).isEqualTo(2);
    assertThat(counter.count("a .")).isEqualTo(2);
    assertThat(counter.count("a ")).isEqualTo(2);
    assertThat(counter.count("a 7")).isEqualTo(3);
    assertThat(counter.count("a \n")).isEqualTo(3);
    assertThat(counter.count("a\tb")).isEqualTo(3);
    assertThat(counter.count(" \t")).isEqualTo(2);
  }

  @Example
  void countsRunsOfBlanksAndBreaksBySixteen() {
    assertThat(counter.count(" ".repeat(16))).isEqualTo(1);
    assertThat(counter.count(" ".repeat(17))).isEqualTo(2);
    assertThat(counter.count(" ".repeat(33))).isEqualTo(3);
    assertThat(counter.count("\t".repeat(17))).isEqualTo(2);
    assertThat(counter.count("\n".repeat(16))).isEqualTo(1);
    assertThat(counter.count("\n".repeat(17))).isEqualTo(2);
    assertThat(counter.count("\r\n")).isEqualTo(1);
    assertThat(counter.count("\n\r")).isEqualTo(2);
    assertThat(counter.count("\r\r\r")).isEqualTo(3);
  }

  @Example
  void countsRareLettersAsMore() {
    assertThat(counter.count("station")).isEqualTo(1);
    assertThat(counter.count("xkjqzvw")).isGreaterThanOrEqualTo(4);
    assertThat(counter.count("STATION")).isGreaterThan(counter.count("station"));
    assertThat(counter.count("station".repeat(3))).isGreaterThan(3);
    assertThat(counter.count("éééé")).isGreaterThanOrEqualTo(4);
    assertThat(counter.count("ế".repeat(9))).isGreaterThan(counter.count("é".repeat(9)));
    assertThat(counter.count("stationStation")).isEqualTo(2);
    assertThat(counter.count("Station")).isEqualTo(1);
  }

  @Example
  void countsRunsOfVowelsOrConsonantsAsMore() {
    assertThat(counter.count("thth")).isEqualTo(1);
    assertThat(counter.count("thththth")).isEqualTo(3);
    assertThat(counter.count("thathe")).isEqualTo(1);
  }

  @Example
  void countsMarksThatRepeatAsFewer() {
    assertThat(counter.count("====")).isEqualTo(2);
    assertThat(counter.count("=-=-")).isEqualTo(4);
  }

  @Example
  void countsOtherScriptsByWhatTheyCost() {
    assertThat(counter.count("大桥")).isEqualTo(3);
    assertThat(counter.count("ひらがな")).isEqualTo(5);
    assertThat(counter.count("мост через реку")).isEqualTo(10);
    assertThat(counter.count("한국어")).isEqualTo(5);
    assertThat(counter.count("🙂")).isEqualTo(3);
    assertThat(counter.count("𠀀")).isEqualTo(4);
    assertThat(counter.count("×÷")).isEqualTo(3);
    assertThat(counter.count("\u0001")).isEqualTo(1);
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
  void countsNoMoreThanThePartsBeforeAndFromWhiteSpaceTogether(@ForAll("texts") String text) {
    for (int cut = 1; cut < text.length(); cut++) {
      if (isBlank(text, cut) && !isBlank(text, cut - 1)) {
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
