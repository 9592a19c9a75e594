package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  @ParameterizedTest
  @CsvSource({
    "0x3040, 0x30FF",
    "0x3400, 0x9FFF",
    "0xAC00, 0xD7A3",
    "0x0E00, 0x0E7F",
    "0x20000, 0x3FFFF"
  })
  void knowsScriptsWithoutSpacesByTheirBlocks(String first, String last) {
    int from = Integer.decode(first);
    int to = Integer.decode(last);

    assertThat(Script.isUnspaced(from)).isTrue();
    assertThat(Script.isUnspaced(to)).isTrue();
    assertThat(Script.isUnspaced(from - 1)).isFalse();
    assertThat(Script.isUnspaced(to + 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(chars = {'a', 'z', 'A', 'Z', '\u00C0', '\u024F'})
  void knowsLatinLetters(char c) {
    assertThat(Script.isLatin(c)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(chars = {'`', '{', '@', '[', '\u00BF', '\u0250', '\u0430'})
  void takesNothingElseForLatin(char c) {
    assertThat(Script.isLatin(c)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0x370, 0x58F", "0x13A0, 0x13FF"})
  void knowsScriptsThatLookLatin(String first, String last) {
    int from = Integer.decode(first);
    int to = Integer.decode(last);

    assertThat(Script.hasLookAlikes(from)).isTrue();
    assertThat(Script.hasLookAlikes(to)).isTrue();
    assertThat(Script.hasLookAlikes(from - 1)).isFalse();
    assertThat(Script.hasLookAlikes(to + 1)).isFalse();
  }
}
