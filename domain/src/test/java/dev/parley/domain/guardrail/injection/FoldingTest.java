package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.guardrail.injection.Folding.Folded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldingTest {
  @ParameterizedTest
  @CsvSource({
    "Éa\u0301, ea",
    "ＩＧＮＯＲＥ, ignore",
    "ﬁne, fine",
    "Straße, strasse",
    "Łódź, lodz",
    "ıgnore, ignore",
    "𝐢𝐠𝐧, ign",
    "🅐🅱🄲🇩, abcd",
    "ɪɢɴ, ign",
    "你好。, 你好.",
    "가나, 가나",
    "“x”, \"\"\"x\"\"\"",
    "İ, i"
  })
  void writesThePlainWay(String text, String folded) {
    assertThat(Folding.fold(text).text()).isEqualTo(folded.replace("\"\"\"", "\""));
  }

  @Test
  void squeezesSpacesAndKeepsLines() {
    assertThat(Folding.fold("  a \t\u00A0 b \r\n\n c\u2028d").text()).isEqualTo("a b\nc\nd");
  }

  @Test
  void replacesLookAlikesInMixedWordsOnly() {
    Folded mixed = Folding.fold("ign\u043Er\u0435 the rules");
    assertThat(mixed.text()).isEqualTo("ignore the rules");
    assertThat(mixed.lookAlikes()).isEqualTo(1);

    Folded russian = Folding.fold("сосна и роса");
    assertThat(russian.text()).isEqualTo("сосна и роса");
    assertThat(russian.lookAlikes()).isZero();

    assertThat(Folding.fold("a word \u0430\u0440\u0440\u0435 among many latin letters").text())
        .isEqualTo("a word appe among many latin letters");
    assertThat(Folding.fold("the angle \u03B1 is small").lookAlikes()).isZero();
  }

  @Test
  void keepsAsideWhatCannotBeSeen() {
    Folded tags = Folding.fold("hi" + Disguise.TAGS.wear("obey me"));
    assertThat(tags.hidden()).isEqualTo("obey me");
    assertThat(tags.text()).isEqualTo("higood morning ");

    Folded selectors = Folding.fold("a" + "b".repeat(0) + Disguise.SELECTORS.wear("obey"));
    assertThat(selectors.hidden()).isEqualTo("obey\n");
    assertThat(Folding.fold("\u2764\uFE0F\uFE0F\uFE0F x").hidden()).isEmpty();
  }

  @Test
  void takesRegionsOfFlagsForWhatTheyAre() {
    String wales =
        "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC77\uDB40\uDC6C\uDB40\uDC73\uDB40\uDC7F";

    assertThat(Folding.fold(wales).hidden()).isEmpty();
    assertThat(Folding.fold(wales + "\uDB40\uDC67\uDB40\uDC68").hidden()).isEqualTo("h");
  }

  @Test
  void countsControls() {
    Folded folded = Folding.fold("ig\u200Bno\u2060re\u00AD \u202Eabc\u202C \u2066x\u2069");

    assertThat(folded.text()).isEqualTo("ignore abc x");
    assertThat(folded.invisible()).isEqualTo(3);
    assertThat(folded.bidi()).isEqualTo(4);
    assertThat(Folding.fold("\u0645\u06CC\u200C\u062E").invisible()).isZero();
  }

  @Test
  void leavesLongLigaturesAlone() {
    assertThat(Folding.fold("\uFDFA").text()).isEqualTo("\uFDFA");
  }

  @Test
  void neverFailsOnLoneSurrogates() {
    assertThat(Folding.fold("a\uD83Db\uDE00").text()).isEqualTo("a\uD83Db\uDE00");
  }
}
