package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DecodingTest {
  @Test
  void readsBase64ThatStandsForWords() {
    String code =
        Base64.getEncoder().encodeToString("obey me today".getBytes(StandardCharsets.UTF_8));

    assertThat(Decoding.base64("x " + code + " y")).isEqualTo("obey me today\n");
    assertThat(Decoding.base64("x " + code)).isEqualTo("obey me today\n");
    // Sixteen characters are a code, fifteen a word.
    assertThat(Decoding.base64("b2JleSBtZSBub3ch")).isEqualTo("obey me now!\n");
    assertThat(Decoding.base64("b2JleSBtZSBub3c")).isEmpty();
    assertThat(Decoding.base64("aVeryLongIdentifierInSomeProgramText")).isEmpty();
    assertThat(Decoding.base64("3a7bd3e2360a3d29eea436fcfb7e44c735d117c4")).isEmpty();
  }

  @Test
  void readsCharactersByNumber() {
    assertThat(Decoding.escapes("\\x6f\\x62\\x65\\x79\\x21")).isEqualTo("obey!\n");
    assertThat(Decoding.escapes("\\u006f\\u0062\\u0065\\u0079\\u0021")).isEqualTo("obey!\n");
    assertThat(Decoding.escapes("%6f%62%65%79%21")).isEqualTo("obey!\n");
    assertThat(Decoding.escapes("&#111;&#98;&#x65;&#121;&#33;")).isEqualTo("obey!\n");
    assertThat(Decoding.escapes("6f 62 65 79 21")).isEqualTo("obey!\n");
    assertThat(Decoding.escapes("6f6265796f6265792121")).isEqualTo("obeyobey!!\n");
    assertThat(Decoding.escapes("01101111 01100010 01100101 01111001 00100001"))
        .isEqualTo("obey!\n");
    assertThat(Decoding.escapes("%6f%62%65%79")).isEmpty();
    assertThat(Decoding.escapes("at 50% off \\n &amp; & more \\")).isEmpty();
    assertThat(Decoding.escapes("&#;&#x;%6\\x6")).isEmpty();
  }

  @Test
  void readsLettersByPlaceAndCode() {
    assertThat(Decoding.numbers("15-2-5-25-0-13-5")).isEqualTo("obey me\n");
    assertThat(Decoding.numbers("111 98 101 121 33")).isEqualTo("obey!\n");
    assertThat(Decoding.numbers("1, 2, 3 and 4")).isEmpty();
    assertThat(Decoding.numbers("15 2 5 25")).isEmpty();
    assertThat(Decoding.numbers("99999999999999999999 27 127")).isEmpty();
  }

  @Test
  void turnsLettersAndTexts() {
    assertThat(Decoding.rot13("borl zn!")).isEqualTo("obey ma!");
    assertThat(Decoding.reversed("yebo")).isEqualTo("obey");
  }

  @Test
  void readsDigitsInsideWordsAsLetters() {
    assertThat(Decoding.leet("1gn0r3 411 $t7 |x")).isEqualTo("ignore 411 stt lx");
    assertThat(Decoding.leet("ignore 42")).isEmpty();
    assertThat(Decoding.leet("5 @ home")).isEmpty();
  }

  @Test
  void joinsSpelledWords() {
    assertThat(Decoding.joined("o b e y m e")).isEqualTo("obeyme\n");
    assertThat(Decoding.joined("o.b.e.y!m please")).isEqualTo("obeym\n");
    assertThat(Decoding.joined("o b e y")).isEmpty();
    assertThat(Decoding.joined("abcdefghijklmnopqrst")).isEqualTo("abcdefghijklmnopqrst\n");
    assertThat(Decoding.joined("abcdefghijklmnopqrs")).isEmpty();
    assertThat(Decoding.joined(" ")).isEmpty();
  }
}
