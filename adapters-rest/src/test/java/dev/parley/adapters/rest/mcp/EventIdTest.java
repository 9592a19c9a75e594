package dev.parley.adapters.rest.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.conversation.RunId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventIdTest {
  private static final RunId RUN = new RunId(Fixtures.id());

  private final Messages messages = new Messages();

  @Test
  void isReadAsItWasWritten() {
    for (Object call : List.of(7, 1L << 40, "7", "a\nb: \"ü\"", "")) {
      for (@Nullable Object token : Arrays.asList(null, 3, "t")) {
        EventId id = new EventId(RUN, 12, call, token);

        String text = id.text(messages);

        assertThat(text).matches("[!-~]+");
        assertThat(EventId.read(messages, text)).contains(id);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1,2,3]",
        "[null]",
        "[1.5]",
        "[{}]",
        "{}",
        "7",
        "nothing",
        "[1",
        "[1,null]",
        "[true]"
      })
  void isNothingElse(String names) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(names.getBytes(StandardCharsets.UTF_8));

    assertThat(EventId.read(messages, RUN + ":1:" + encoded)).isEmpty();
  }

  @Test
  void isReadOnlyWhereAllOfItIsThere() {
    String text = new EventId(RUN, 12, 7, null).text(messages);

    assertThat(EventId.read(messages, text)).isPresent();
    for (String other :
        List.of(
            "",
            text + "=",
            text.replace(":12:", ":-1:"),
            text.replace(":12:", ":9999999999999999999:"),
            text.substring(1),
            "x".repeat(36) + ":1:WzFd",
            "-".repeat(36) + ":1:WzFd",
            RUN + ":1:" + "A".repeat(5_000))) {
      assertThat(EventId.read(messages, other)).as(other).isEmpty();
    }
  }
}
