package dev.parley.application.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Refusal REFUSAL = new Refusal.NotFound("bot");

  @Test
  void handsItsValueToTheNextStep() {
    Outcome<String> outcome = Outcome.done(41).then(value -> Outcome.done("was " + (value + 1)));

    assertThat(outcome).isEqualTo(Outcome.done("was 42"));
  }

  @Test
  void isWhatTheNextStepRefuses() {
    assertThat(Outcome.done(41).then(value -> Outcome.refused(REFUSAL)))
        .isEqualTo(Outcome.refused(REFUSAL));
  }

  @Test
  void takesNoStepOnceItIsRefused() {
    List<Integer> taken = new ArrayList<>();
    Outcome<Integer> refused = Outcome.refused(REFUSAL);

    Outcome<String> outcome =
        refused.then(
            value -> {
              taken.add(value);
              return Outcome.done("never");
            });

    assertThat(outcome).isEqualTo(Outcome.refused(REFUSAL));
    assertThat(taken).isEmpty();
  }

  @Test
  void callsAnInvalidValueAnInvalidRequestUnlessToldAnotherWord() {
    assertThat(new Refusal.Invalid("name", "name: blank").code()).isEqualTo("invalid_request");
    assertThat(new Refusal.Invalid("empty_message", "message", "blank").code())
        .isEqualTo("empty_message");
  }
}
