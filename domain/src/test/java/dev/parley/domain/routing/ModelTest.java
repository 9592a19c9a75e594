package dev.parley.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.domain.validation.InvalidValue;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {

  private static Model model(int window, int output) {
    return new Model(new ModelId("gpt-4o-mini"), "openai", window, output, null, Set.of("chat"));
  }

  @Test
  void leavesToThePromptWhatTheAnswerDoesNotNeed() {
    assertThat(model(128_000, 16_384).promptBudget()).isEqualTo(111_616);
  }

  @ParameterizedTest
  @CsvSource({"100, 100", "100, 101", "100, 0", "100, -1"})
  void refusesAnAnswerThatLeavesNoRoomForThePromptOrIsNone(int window, int output) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model(window, output))
        .withMessageContaining("gpt-4o-mini")
        .withMessageContaining("output of " + output + " tokens in a window of " + window);
  }

  @Test
  void keepsItsCapabilitiesToItself() {
    Set<String> capabilities = new HashSet<>(Set.of("chat"));
    Model model = new Model(new ModelId("m"), "openai", 100, 10, TokenPrice.FREE, capabilities);

    capabilities.add("tools");

    assertThat(model.capabilities()).containsExactly("chat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o-mini", "openai/gpt-oss-20b", "llama3.2:3b", "bot:demo", "模型"})
  void takesNamesAsProvidersHaveThem(String name) {
    assertThat(new ModelId(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\nb",
        "a\tb",
        "a\u0000b",
        "a\u007f",
        "a\u0085b",
        "a\u00a0b",
        "a\u2028b"
      })
  void refusesNamesThatCannotBeSeenWhole(String name) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> new ModelId(name))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("model"))
        .withMessageContaining("1..200 visible characters");
  }

  @Test
  void refusesANameOfMoreThan200Characters() {
    assertThat(new ModelId("m".repeat(200)).value()).hasSize(200);
    assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> new ModelId("m".repeat(201)));
  }
}
