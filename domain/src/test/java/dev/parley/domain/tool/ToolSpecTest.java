package dev.parley.domain.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSpecTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "azAZ09_-", "0", "9"})
  void takesNamesThatEveryProviderTakes(String name) {
    assertThat(named(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a.b", "é", "a/", "a:", "a@", "a[", "a`", "a{"})
  void rejectsOtherNames(String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("name: '" + name + "' (expected: letters, digits, _ and -)");
  }

  @Test
  void boundsEachText() {
    assertThat(named("n".repeat(64)).name()).hasSize(64);
    assertThatThrownBy(() -> named("n".repeat(65))).hasMessageStartingWith("name: 65 characters");
    assertThatThrownBy(() -> named("")).hasMessageStartingWith("name: 0 characters");
    assertThatThrownBy(() -> new ToolSpec("n", "", "{}", false, false))
        .hasMessageStartingWith("description: 0 characters");
    assertThatThrownBy(() -> new ToolSpec("n", "d", "{", false, false))
        .hasMessageStartingWith("schema: 1 characters");
  }

  @Test
  void mayBeRepeatedWhereThatChangesNothingMore() {
    assertThat(new ToolSpec("n", "d", "{}", false, false).mayBeRepeated()).isTrue();
    assertThat(new ToolSpec("n", "d", "{}", true, true).mayBeRepeated()).isTrue();
    assertThat(new ToolSpec("n", "d", "{}", true, false).mayBeRepeated()).isFalse();
  }

  private static ToolSpec named(String name) {
    return new ToolSpec(name, "Does.", "{}", false, false);
  }
}
