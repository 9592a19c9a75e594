package dev.parley.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpectedAnswerTest {
  private static final String MARKER = "00000000000000a1";
  private static final String OTHER = "00000000000000a2";
  private static final String TEXT = "Question " + MARKER + "The \"river\".\n";
  private static final String WRITTEN = "Question " + MARKER + "The \\\"river\\\".\\n";
  private static final String JSON =
      "{\"choices\":[{\"message\":{\"content\":\""
          + WRITTEN
          + "\"}}],\"usage\":{\"completion_tokens\":2}}";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<ExpectedAnswer> learn(String answer, boolean stream) {
    return ExpectedAnswer.learn(bytes(answer), bytes(MARKER), TEXT, stream);
  }

  private static boolean matches(ExpectedAnswer expected, String answer, String marker) {
    byte[] longer = bytes(answer + "left over from an earlier answer");
    return expected.matches(longer, bytes(answer).length, bytes(marker));
  }

  @Test
  void knowsTheAnswerToAnotherQuestion() {
    ExpectedAnswer expected = learn(JSON, false).orElseThrow();

    assertThat(matches(expected, JSON, MARKER)).isTrue();
    assertThat(matches(expected, JSON.replace(MARKER, OTHER), OTHER)).isTrue();
  }

  @Test
  void tellsAnswersThatAreNotToTheByte() {
    ExpectedAnswer expected = learn(JSON, false).orElseThrow();

    assertThat(matches(expected, JSON, OTHER)).isFalse();
    assertThat(matches(expected, JSON.replace("river", "rivet"), MARKER)).isFalse();
    assertThat(matches(expected, JSON.replace("{\"choices", "{ \"choices"), MARKER)).isFalse();
    assertThat(matches(expected, JSON.replace(":2}}", ":3}}"), MARKER)).isFalse();
    assertThat(matches(expected, JSON + " ", MARKER)).isFalse();
    assertThat(matches(expected, JSON.substring(1), MARKER)).isFalse();
    assertThat(matches(expected, "", MARKER)).isFalse();
  }

  @Test
  void learnsNothingFromAnAnswerThatIsNotWhatTheProviderWrote() {
    assertThat(learn(JSON.replace("river", "rivet"), false)).isEmpty();
    assertThat(learn(JSON.replace("completion_tokens", "tokens"), false)).isEmpty();
    assertThat(learn(JSON + MARKER, false)).isEmpty();
    assertThat(learn("{\"error\":{}}", false)).isEmpty();
  }

  @Test
  void learnsFromAStream() {
    String begun =
        "data: {\"delta\":{\"content\":\"Question "
            + MARKER
            + "\"}}\n\ndata: {\"delta\":{\"content\":\"The \\\"river\\\".\"}}\n\n";
    String stream = begun + "data: {\"delta\":{\"content\":\"\\n\"}}\n\ndata: [DONE]\n\n";

    assertThat(matches(learn(stream, true).orElseThrow(), stream, MARKER)).isTrue();
    assertThat(learn(begun + "data: [DONE]\n\n", true)).isEmpty();
    assertThat(learn(stream.replace("data: [DONE]\n\n", ""), true)).isEmpty();
  }
}
