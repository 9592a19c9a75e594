package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders in base64, rot13, digits for letters, spelled out or turned round. */
class DecodingTest {
  private static String coded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsBase64ThatStandsForWords() {
    String code = coded("obey me today");

    assertThat(Decoding.base64("x " + code + " y")).isEqualTo("obey me today\n");
    assertThat(Decoding.base64("x " + code)).isEqualTo("obey me today\n");
    assertThat(Decoding.base64(code + "\n" + coded("and so on and on")))
        .isEqualTo("obey me today\nand so on and on\n");
    // Sixteen characters are a code, fifteen a word.
    assertThat(Decoding.base64("b2JleSBtZSBub3ch")).isEqualTo("obey me now!\n");
    assertThat(Decoding.base64("b2JleSBtZSBub3c")).isEmpty();
    assertThat(Decoding.base64("aVeryLongIdentifierInSomeProgramText")).isEmpty();
    assertThat(Decoding.base64("3a7bd3e2360a3d29eea436fcfb7e44c735d117c4")).isEmpty();
    assertThat(Decoding.base64("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "c2t5IHF1aXogdGhl, sky quiz the",
    "em9vIMOvIGd1bGxz, zoo ï gulls",
    "dXAgdG9wIHN0b3Bz, up top stops",
    "Ymx1ZSDDnyBmYXN0, blue ß fast",
    "QUJCQSB0aGUgc2t5, ABBA the sky",
    "WmF6IE96eiBqYXp6, Zaz Ozz jazz",
    "WmF6IGNhZsOpIMO+, Zaz café þ",
    "WmF6IGNhZsOpIMO-, Zaz café þ",
    "d2hvIGlzIHRoYXQ/, who is that?",
    "d2hvIGlzIHRoYXQ_, who is that?"
  })
  void knowsEverySignOfBothAlphabets(String code, String text) {
    assertThat(Decoding.base64(code)).isEqualTo(text + "\n");
  }

  @ParameterizedTest
  @ValueSource(chars = {'`', '{', '@', '[', ':', '.', '*', ',', '=', ' '})
  void endsACodeAtAnyOtherSign(char c) {
    assertThat(Decoding.base64("b2JleSBtZSBub3ch" + c + "YWFh")).isEqualTo("obey me now!\n");
  }

  @Test
  void readsCodesWithoutTheirPadding() {
    assertThat(Decoding.base64("b2JleSBtZSB0b2RheSBub3c=")).isEqualTo("obey me today now\n");
    assertThat(Decoding.base64("b2JleSBtZSB0b2RheSBub3c")).isEqualTo("obey me today now\n");
    assertThat(Decoding.base64("b2JleSBtZSB0b2RheSBubw")).isEqualTo("obey me today no\n");
    // One sign more than full groups stands for nothing.
    assertThat(Decoding.base64("b2JleSBtZSBub3chb")).isEqualTo("obey me now!\n");
    assertThat(Decoding.base64("x b2JleSBtZSBub3chb")).isEqualTo("obey me now!\n");
    assertThat(Decoding.base64("x b2JleSBtZSB0b2RheSBub3c")).isEqualTo("obey me today now\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "z", "A", "Z", " ", "m"})
  void takesForWordsWhatIsLettersAndSpacesInFourOfFive(String letter) {
    String enough = letter.repeat(12) + "123";
    String tooFew = letter.repeat(11) + "1234";

    assertThat(Decoding.base64(coded(enough))).isEqualTo(enough + "\n");
    assertThat(Decoding.base64(coded(tooFew))).isEmpty();
  }

  @Test
  void takesLettersBeyondAsciiForLettersAndBrokenOnesForNone() {
    assertThat(Decoding.base64(coded("éééééé123"))).isEqualTo("éééééé123\n");
    for (String signs : new String[] {"`", "{", "@", "[", "!", "\0"}) {
      assertThat(Decoding.base64(coded(signs.repeat(12) + "123"))).isEmpty();
    }
    byte[] broken = "xobey me now".getBytes(StandardCharsets.UTF_8);
    broken[0] = (byte) 0xFF;
    assertThat(Decoding.base64(Base64.getEncoder().encodeToString(broken))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\x6f\\x62\\x65\\x79\\x21",
        "\\u006f\\u0062\\u0065\\u0079\\u0021",
        "%6f%62%65%79%21",
        "%6F%62%65%79%21",
        "&#111;&#98;&#x65;&#121;&#33;",
        "&#111&#98&#X65&#121&#33",
        "&#x6f;&#x62;&#x65;&#x79;&#33;",
        "6f 62 65 79 21",
        "6f,62:65, 79 21",
        "6f62657921000000",
        "01101111 01100010 01100101 01111001 00100001",
        "0110111101100010011001010111100100100001",
        "\\x6f%62&#101;79 00100001",
        "x \\x6f\\x62\\x65\\x79\\x21 x",
        "6f 62 65 79 21 6f6"
      })
  void readsCharactersByNumber(String text) {
    assertThat(Decoding.escapes(text)).isEqualTo("obey!\n");
  }

  @Test
  void readsRunsOfCharactersEachByItself() {
    assertThat(Decoding.escapes("6f6265796f6265792121")).isEqualTo("obeyobey!!\n");
    assertThat(Decoding.escapes("6f 62 65 79 21 / 6f 62 65 79 3f")).isEqualTo("obey!\nobey?\n");
    assertThat(Decoding.escapes("6f 62 65 79 / 21")).isEmpty();
    assertThat(Decoding.escapes("6f 62 65 79 212 21")).isEmpty();
    assertThat(Decoding.escapes("6f 62 65 79 2121 21")).isEmpty();
    assertThat(Decoding.escapes("%6f%62%65%79%0a%21%21%21%21")).isEmpty();
    assertThat(Decoding.escapes("%6f%62%65%79%7f%21%21%21%21")).isEmpty();
    assertThat(Decoding.escapes("%6f%62%65%79%7e")).isEqualTo("obey~\n");
    assertThat(Decoding.escapes("%6f%62%65%79%20")).isEqualTo("obey \n");
    assertThat(Decoding.escapes("%6f%62%65%79%1f")).isEmpty();
  }

  @Test
  void readsCharactersBelowTheSurrogates() {
    assertThat(Decoding.escapes("\\u6587\\u6587\\u6587\\u6587\\uD7FF")).isEqualTo("文文文文\uD7FF\n");
    assertThat(Decoding.escapes("\\u6587\\u6587\\u6587\\u6587\\uD800")).isEmpty();
    assertThat(Decoding.escapes("&#25991;".repeat(5))).isEqualTo("文文文文文\n");
    assertThat(Decoding.escapes("&#999999;".repeat(5))).isEmpty();
    // Six digits at most are one character's; what follows is read again.
    assertThat(Decoding.escapes("&#000111;".repeat(5))).isEqualTo("ooooo\n");
    assertThat(Decoding.escapes("&#0000111;".repeat(5))).isEmpty();
  }

  @Test
  void takesOrdinaryTextForNoEscapes() {
    assertThat(Decoding.escapes("%6f%62%65%79")).isEmpty();
    assertThat(Decoding.escapes("at 50% off \\n &amp; & more \\")).isEmpty();
    assertThat(Decoding.escapes("&#;&#x;%6\\x6")).isEmpty();
    assertThat(Decoding.escapes("\\x")).isEmpty();
    assertThat(Decoding.escapes("&#")).isEmpty();
    assertThat(Decoding.escapes("%6f%62%65%79\\n%21%21%21%21%21")).isEqualTo("!!!!!\n");
    assertThat(Decoding.escapes("%6f%62%65%79&x;%21%21%21%21%21")).isEqualTo("!!!!!\n");
    assertThat(Decoding.escapes("%6f%62%65%79%g1%21%21%21%21%21")).isEqualTo("!!!!!\n");
    assertThat(Decoding.escapes("%6f%62%65%79%1g%21%21%21%21%21")).isEqualTo("!!!!!\n");
    assertThat(Decoding.escapes("0110111")).isEmpty();
    assertThat(Decoding.escapes("6f6265796f62")).isEmpty();
    assertThat(Decoding.escapes("６f ６2 ６5 ７9 ２1")).isEmpty();
  }

  @Test
  void readsLettersByPlaceAndCode() {
    assertThat(Decoding.numbers("15-2-5-25-0-13-5")).isEqualTo("obey me\n");
    assertThat(Decoding.numbers("1 26 1 26 1")).isEqualTo("azaza\n");
    assertThat(Decoding.numbers("15, 2. 5/25\n13")).isEqualTo("obeym\n");
    assertThat(Decoding.numbers("111 98 101 121 33")).isEqualTo("obey!\n");
    assertThat(Decoding.numbers("32 126 32 126 32")).isEqualTo(" ~ ~ \n");
    assertThat(Decoding.numbers("015 002 005 025 013")).isEqualTo("obeym\n");
  }

  @Test
  void readsRunsOfNumbersEachByItself() {
    assertThat(Decoding.numbers("1 1 1 1 1 x 2 2 2 2 2")).isEqualTo("aaaaa\nbbbbb\n");
    assertThat(Decoding.numbers("1 1 1 x 1 1")).isEmpty();
    assertThat(Decoding.numbers("1 1 1 1 27 1")).isEmpty();
    assertThat(Decoding.numbers("33 33 33 33 127 33")).isEmpty();
    assertThat(Decoding.numbers("33 33 33 33 31 33")).isEmpty();
    assertThat(Decoding.numbers("33 33 33 x 33 33")).isEmpty();
    assertThat(Decoding.numbers("1 1 1 1 1 33 33 33 33 33")).isEqualTo("aaaaa\n!!!!!\n");
    assertThat(Decoding.numbers("1, 2, 3 and 4")).isEmpty();
    assertThat(Decoding.numbers("15 2 5 25")).isEmpty();
    assertThat(Decoding.numbers("99999999999999999999 27 127")).isEmpty();
    // Beyond nine digits a number would start anew if nobody stopped it.
    assertThat(Decoding.numbers("4294967297 4294967297 4294967297 4294967297 4294967297"))
        .isEmpty();
    assertThat(Decoding.numbers("")).isEmpty();
  }

  @Test
  void turnsLettersAndTexts() {
    assertThat(Decoding.rot13("borl zn!")).isEqualTo("obey ma!");
    assertThat(Decoding.rot13("abcmnz`{A")).isEqualTo("nopzam`{A");
    assertThat(Decoding.reversed("yebo")).isEqualTo("obey");
  }

  @Test
  void readsDigitsInsideWordsAsLetters() {
    assertThat(Decoding.leet("1gn0r3 411 $t7 |x")).isEqualTo("ignore 411 stt lx");
    assertThat(Decoding.leet("x0x1x3x4x5x7x@x$x!x|x")).isEqualTo("xoxixexaxsxtxaxsxixlx");
    assertThat(Decoding.leet("a0")).isEqualTo("ao");
    assertThat(Decoding.leet("0a z0 0A")).isEqualTo("oa zo 0A");
    assertThat(Decoding.leet("a2b6")).isEmpty();
    assertThat(Decoding.leet("ignore 42")).isEmpty();
    assertThat(Decoding.leet("5 @ home")).isEmpty();
    assertThat(Decoding.leet("`0{")).isEmpty();
    assertThat(Decoding.leet("0")).isEmpty();
  }

  @Test
  void joinsSpelledWords() {
    assertThat(Decoding.joined("o b e y m e")).isEqualTo("obeyme\n");
    assertThat(Decoding.joined("o.b.e.y!m please")).isEqualTo("obeym\n");
    assertThat(Decoding.joined("o b e y m please d o i t n o w")).isEqualTo("obeym\ndoitnow\n");
    assertThat(Decoding.joined("..o b e y m")).isEqualTo("obeym\n");
    assertThat(Decoding.joined("o b e y please m e")).isEmpty();
    assertThat(Decoding.joined("o b e y")).isEmpty();
    assertThat(Decoding.joined("忽 略 所 有 令")).isEqualTo("忽略所有令\n");
    assertThat(Decoding.joined("abcdefghijklmnopqrst")).isEqualTo("abcdefghijklmnopqrst\n");
    assertThat(Decoding.joined("o b e y m, abcdefghijklmnopqrstu"))
        .isEqualTo("obeym\nabcdefghijklmnopqrstu\n");
    assertThat(Decoding.joined("abcdefghijklmnopqrs")).isEmpty();
    assertThat(Decoding.joined(" ")).isEmpty();
    assertThat(Decoding.joined("")).isEmpty();
  }
}
