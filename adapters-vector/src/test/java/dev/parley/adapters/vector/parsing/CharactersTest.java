package dev.parley.adapters.vector.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CharactersTest {

  @Test
  void evensOutWhatCannotBeSeen() {
    String content = "\uFEFFone\r\ntwo\rthree\u2028four\u00A0five\u0007 so\u00ADft cafe\u0301\f\t.";

    assertThat(Characters.cleaned(content)).isEqualTo("one\ntwo\nthree\nfour five soft café\n\t.");
  }

  @Test
  @Timeout(30)
  void keepsAsManyMarksOnALetterAsALanguageHas() {
    String marks = "\u0323\u0301\u0316".repeat(200_000);

    assertThat(Characters.cleaned("e" + marks + "x")).hasSizeLessThan(40).endsWith("x");
    assertThat(Characters.cleaned("e\u0301\u0323")).isEqualTo("\u1EB9\u0301");
  }

  @Test
  void replacesHalvesOfCharacters() {
    assertThat(Characters.cleaned("a\uD83Db\uDE42c🙂\uD83D")).isEqualTo("a\uFFFDb\uFFFDc🙂\uFFFD");
  }
}
