package dev.parley.application.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link TokenDecoder} does. */
public abstract class TokenDecoderContract {
  /** The port under test. */
  protected abstract TokenDecoder decoder();

  /** The tokens of a text. */
  protected abstract List<Integer> tokensOf(String text);

  @Test
  void givesTheTextThatTheTokensWereMadeOf() {
    for (String text : List.of("A boat on the lake.", "naïve 測試 🙂", "")) {
      assertThat(decoder().decode(tokensOf(text))).contains(text);
    }
  }

  @Test
  void knowsWhatIsNoToken() {
    assertThat(decoder().decode(List.of(Integer.MAX_VALUE))).isEmpty();
    assertThat(decoder().decode(List.of(-1))).isEmpty();
  }
}
