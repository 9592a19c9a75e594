package dev.parley.bootstrap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "120 | 120",
        "Sun, 06 Nov 1994 08:49:37 GMT | 7",
        "Sunday, 06-Nov-94 08:49:37 GMT | 7",
        "Sun Nov  6 08:49:37 1994 | 7",
        "Wed Nov 16 08:49:30 1994 | 864000",
        "Sun, 06 Nov 1994 08:49:30 GMT | 0",
        "Sun, 06 Nov 1994 08:00:00 GMT | 0",
      })
  void readsSecondsAndMomentsInAnyForm(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-1",
        "1.5",
        "99999999999",
        "Sun, 06 Nov 1994",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "1994-11-06T08:49:37Z",
      })
  void readsNothingElse(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }

  @Test
  void readsNothingWhereNothingIsSaid() {
    assertThat(RetryAfter.parse(null, NOW)).isEmpty();
  }

  @Test
  void waitsASecondTooLongRatherThanAMomentTooShort() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW.plusMillis(400)))
        .contains(Duration.ofSeconds(7));
  }

  @Test
  void takesAYearOfTwoDigitsForOneOfTheNextFiftyOrElseForAPastOne() {
    assertThat(RetryAfter.date("Saturday, 31-Dec-44 00:00:00 GMT", NOW))
        .contains(Instant.parse("2044-12-31T00:00:00Z"));
    assertThat(RetryAfter.date("Monday, 31-Dec-45 00:00:00 GMT", NOW))
        .contains(Instant.parse("1945-12-31T00:00:00Z"));
  }
}
