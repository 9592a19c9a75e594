package dev.parley.adapters.rest.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "http://localhost:8080, localhost:8080, true",
        "http://LOCALHOST:8080, localhost:8080, true",
        "https://chat.example, chat.example, true",
        "https://chat.example, chat.example:443, true",
        "http://chat.example, chat.example:80, true",
        "https://[::1]:8443, [::1]:8443, true",
        "https://chat.example, chat.example:80, false",
        "http://localhost:8081, localhost:8080, false",
        "https://evil.example, chat.example, false",
        "https://chat.example.evil, chat.example, false",
        "ftp://chat.example, chat.example, false",
        "chat.example, chat.example, false",
        "null, null, false",
        "'', '', false",
        "https://chat.example, -, false",
        "https://a b, a b, false",
      })
  void letsPagesOfTheServerItselfIn(String origin, @Nullable String host, boolean allowed) {
    assertThat(new Origins(null).allows(origin, host)).isEqualTo(allowed);
  }

  @Test
  void letsPagesOfAllowedOriginsIn() {
    Origins named = new Origins(List.of("https://app.example"));

    assertThat(named.allows("https://app.example", "chat.example")).isTrue();
    assertThat(named.allows("http://app.example", "chat.example")).isFalse();
    assertThat(named.allows("https://app.example:444", "chat.example")).isFalse();
    assertThat(new Origins(List.of("*")).allows("https://any.example", "chat.example")).isTrue();
  }
}
