package dev.parley.adapters.llm.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.tool.ArgumentsValidator.Result.Invalid;
import dev.parley.application.tool.ArgumentsValidator.Result.Valid;
import dev.parley.application.tool.Tool;
import dev.parley.domain.quota.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrentTimeTest {
  private final Tool tool =
      new CurrentTime(Clock.fixed(Instant.parse("2026-03-01T22:30:05.75Z"), ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | Sunday, 1 March 2026, 22:30:05 in UTC (2026-03-01T22:30:05Z)",
        "{\"zone\":\"Europe/Vienna\"}"
            + " | Sunday, 1 March 2026, 23:30:05 in Europe/Vienna (2026-03-01T23:30:05+01:00)",
        "{\"zone\":\"+02:00\"}"
            + " | Monday, 2 March 2026, 00:30:05 in +02:00 (2026-03-02T00:30:05+02:00)"
      })
  void tellsTheTimeInAZone(String arguments, String told) {
    assertThat(tool.call(Invocations.with(arguments)))
        .isEqualTo(new Tool.Result.Succeeded(told, Money.ZERO));
  }

  @Test
  void saysWhichZonesThereAre() {
    assertThat(tool.call(Invocations.with("{\"zone\":\"Atlantis\"}")))
        .isEqualTo(
            new Tool.Result.Failed(
                "zone: 'Atlantis' (expected: a time zone such as Europe/Vienna or +02:00)"));
  }

  @Test
  void hasASchemaThatTakesAZoneAndNothingElse() {
    JsonSchemaArgumentsValidator validator = new JsonSchemaArgumentsValidator();

    assertThat(validator.inspect(tool.spec().schema())).isEmpty();
    assertThat(validator.validate(tool.spec(), "")).isEqualTo(new Valid("{}"));
    assertThat(validator.validate(tool.spec(), "{\"zone\":\"UTC\"}")).isInstanceOf(Valid.class);
    assertThat(validator.validate(tool.spec(), "{\"zone\":1}")).isInstanceOf(Invalid.class);
    assertThat(validator.validate(tool.spec(), "{\"x\":1}")).isInstanceOf(Invalid.class);
    assertThat(tool.spec().sideEffects()).isFalse();
  }
}
