package dev.parley.bootstrap.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server's {@code Retry-After} says: seconds, or a moment in any of the three forms that RFC
 * 9110 has for one (sections 10.2.3 and 5.6.7).
 */
final class RetryAfter {
  /** A year of two digits is none that is further ahead than this. */
  private static final int YEARS_AHEAD = 50;

  private RetryAfter() {}

  /**
   * How long the server wants to be left alone, in whole seconds, never too few; zero for what is
   * over already. Empty if it does not say.
   *
   * @param value of the field; null: there is none
   * @param now by the server's clock, as far as that is known
   */
  static Optional<Duration> parse(@Nullable String value, Instant now) {
    if (value == null) {
      return Optional.empty();
    }
    String stated = value.strip();
    return stated.matches("\\d{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(stated)))
        : date(stated, now).map(then -> until(then, now));
  }

  /**
   * The moment that a field of HTTP names; empty if it names none.
   *
   * @param now tells which century a year of two digits is of
   */
  static Optional<Instant> date(String value, Instant now) {
    for (DateTimeFormatter form : forms(now)) {
      try {
        return Optional.of(LocalDateTime.parse(value, form).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException ofAnotherForm) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static List<DateTimeFormatter> forms(Instant now) {
    int latest = now.atOffset(ZoneOffset.UTC).getYear() + YEARS_AHEAD;
    DateTimeFormatter ofRfc850 =
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, latest - 99)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
    return List.of(
        DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss 'GMT'", Locale.US),
        ofRfc850,
        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US));
  }

  private static Duration until(Instant then, Instant now) {
    Duration left = Duration.between(now, then);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    Duration whole = left.truncatedTo(ChronoUnit.SECONDS);
    return whole.equals(left) ? whole : whole.plusSeconds(1);
  }
}
