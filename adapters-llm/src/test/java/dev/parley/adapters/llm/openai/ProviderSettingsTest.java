package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.adapters.llm.openai.ProviderSettings.OutputLimit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsTest {
  private static final URI LOCAL = URI.create("http://127.0.0.1:8000/v1");

  @Test
  void doesNotShowItsKey() {
    assertThat(ProviderSettings.of("openai", LOCAL, "sk-canary", List.of("m")))
        .asString()
        .contains("openai", "apiKey=set")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sk canary", "sk-canary\n", "sk-canäry"})
  void refusesAKeyThatNoHeaderCanHoldWithoutShowingIt(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.of("openai", LOCAL, key, List.of()))
        .withMessageStartingWith("provider openai: a key of " + key.length() + " characters")
        .withMessageNotContaining("can");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host/v1",
        "/v1",
        "https:///v1",
        "https://user:pass@host/v1",
        "https://host/v1?key=canary",
        "https://host/v1#x"
      })
  void refusesAnAddressThatIsNone(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.of("openai", URI.create(address), null, List.of()))
        .withMessageStartingWith("provider openai: base URL")
        .withMessageNotContaining("pass")
        .withMessageNotContaining("canary");
  }

  @Test
  void takesSlashesOffTheEndOfItsAddress() {
    assertThat(
            ProviderSettings.of("openai", URI.create("http://host/v1//"), null, List.of())
                .baseUrl())
        .isEqualTo(URI.create("http://host/v1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Open AI", "open/ai", "-openai"})
  void refusesANameThatCouldNotStandBeforeAModels(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProviderSettings.of(name, LOCAL, null, List.of()))
        .withMessageContaining("'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, https://api.openai.com/v1, MAX_COMPLETION_TOKENS",
    "groq, https://api.groq.com/openai/v1, MAX_COMPLETION_TOKENS",
    "openai, http://127.0.0.1:8000/v1, MAX_TOKENS",
    "ollama, http://127.0.0.1:11434/v1, MAX_TOKENS"
  })
  void knowsWhichWordForTheOutputLimitIsUnderstood(String name, URI address, OutputLimit limit) {
    assertThat(ProviderSettings.of(name, address, null, List.of()).outputLimit()).isEqualTo(limit);
  }

  @Test
  void assumesASmallWindowWhereWhatDoesNotFitIsDroppedSilently() {
    ProviderSettings ollama = ProviderSettings.of("ollama", LOCAL, null, List.of());
    ProviderSettings other = ProviderSettings.of("openai", LOCAL, null, List.of());

    assertThat(ollama.assumedWindow()).isEqualTo(4_096);
    assertThat(other.assumedWindow()).isEqualTo(32_768);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void refusesToHaveNoPatience(Duration timeout) {
    ProviderSettings settings = ProviderSettings.of("openai", LOCAL, null, List.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withReadTimeout(timeout))
        .withMessageContaining(timeout.toString());
  }
}
