package dev.parley.application.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentValuesTest {
  @Test
  void findsValuesAtEveryDepthAndNoNames() {
    assertThat(
            ArgumentValues.of("{\"a\":\"x\",\"b\":{\"c\":[\"y\",1,-2.5,true,null,[]]},\"d\":{}}"))
        .containsExactly("x", "y", "1", "-2.5", "true");
    assertThat(ArgumentValues.of("{}")).isEmpty();
  }

  @Test
  void readsWhatIsEscaped() {
    assertThat(
            ArgumentValues.of(
                "[\"a\\\"b\\\\c\\/\",\"\\b\\f\\n\\r\\t\",\"\\u00e4\\ud83d\\ude42!\",\"{,:}\",\"\"]"))
        .containsExactly("a\"b\\c/", "\b\f\n\r\t", "\u00e4\ud83d\ude42!", "{,:}", "");
  }
}
