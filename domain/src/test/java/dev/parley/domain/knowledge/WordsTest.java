package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  @Test
  void areLowerCaseRunsOfLettersAndDigits() {
    assertThat(Words.of("It's 320m — Größe, A4!"))
        .containsExactly("it", "s", "320m", "größe", "a4");
    assertThat(Words.of("")).isEmpty();
    assertThat(Words.of(" ,;- ")).isEmpty();
  }

  @Test
  void areSingleCharactersInChineseAndJapanese() {
    assertThat(Words.of("大桥 bridge。はし")).containsExactly("大", "桥", "bridge", "は", "し");
    assertThat(Words.stems("大桥")).containsExactly("大", "桥");
  }

  @Test
  void keepTheirMarks() {
    assertThat(Words.of("हिन्दी भाषा")).containsExactly("हिन्दी", "भाषा");
    assertThat(Words.of("cafe\u0301")).containsExactly("cafe\u0301");
  }

  @ParameterizedTest
  @CsvSource({
    "bridge, bridges", "city, cities", "plan, planned", "plan, planning", "open, opened",
    "call, calling", "box, boxes", "study, studied", "carry, carries", "pass, passes"
  })
  void meetTheirOtherFormsInTheStem(String one, String other) {
    assertThat(Words.stems(one)).isEqualTo(Words.stems(other)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"the", "What is it?", "a b c", "der die das"})
  void thatCarryNoMeaningHaveNoStem(String text) {
    assertThat(Words.stems(text)).isEmpty();
  }

  @Test
  void areCountedAsOftenAsTheyAreThere() {
    assertThat(Words.allStems("The bridge, a bridge and bridges"))
        .containsExactly("bridg", "bridg", "bridg");
  }

  @Test
  void keepDigitsThatStandAlone() {
    assertThat(Words.stems("Is it 7?")).containsExactly("7");
  }
}
