package dev.parley.adapters.llm.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCountersTest {
  /** Five characters that the older vocabulary has in ten tokens, the newer in five. */
  private static final String TELLING = "漢漢漢漢漢";

  private final TokenCounters counters = new TokenCounters();

  private TokenCounter of(String model) {
    return counters.forModel(new ModelId(model));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o",
        "gpt-4o-mini",
        "gpt-4o-2024-05-13",
        "gpt-4.1",
        "gpt-4.1-nano",
        "gpt-5-mini",
        "o1",
        "o3-mini",
        "o4-mini",
        "openai/gpt-oss-120b",
        "GPT-4o",
        "gpt-oss:20b"
      })
  void countsAsGpt4oForItsFamilyAndLater(String model) {
    assertThat(of(model).count(TELLING)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4",
        "gpt-4-turbo",
        "gpt-4-0613",
        "gpt-3.5-turbo",
        "text-embedding-3-small",
        "azure/gpt-4"
      })
  void countsAsGpt4ForItsFamilyAndEarlier(String model) {
    assertThat(of(model).count(TELLING)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"offline", "llama3.2", "gpt-2", "o10", "gpt-40", "olmo", "o", "mistral/x"})
  void estimatesForOthers(String model) {
    assertThat(of(model)).isInstanceOf(EstimatingTokenCounter.class);
  }

  @Test
  void countsExactly() {
    assertThat(BpeTokenCounter.cl100k().count("")).isZero();
    assertThat(BpeTokenCounter.cl100k().count("hello world")).isEqualTo(2);
    assertThat(BpeTokenCounter.o200k().count("hello world")).isEqualTo(2);
    assertThat(BpeTokenCounter.o200k().count("tiktoken is great!")).isEqualTo(6);
  }

  @Test
  void countsReservedMarksAsText() {
    assertThat(BpeTokenCounter.cl100k().count("<|endoftext|>")).isEqualTo(7);
  }

  @Test
  void estimatesTextThatIsTooLongToMerge() {
    String longest = "the ".repeat(BpeTokenCounter.MAX_LENGTH / 4);
    assertThat(BpeTokenCounter.o200k().count(longest))
        .isEqualTo(BpeTokenCounter.MAX_LENGTH / 4 + 1);
    assertThat(BpeTokenCounter.o200k().count(longest + "x"))
        .isEqualTo(new EstimatingTokenCounter().count(longest + "x"))
        .isNotEqualTo(BpeTokenCounter.MAX_LENGTH / 4 + 2);
  }
}
