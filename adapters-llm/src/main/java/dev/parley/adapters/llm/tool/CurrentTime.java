package dev.parley.adapters.llm.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.application.tool.Tool;
import dev.parley.domain.quota.Money;
import dev.parley.domain.tool.ToolSpec;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

/** Tells a model the time, which it cannot know: {@code current_time {zone?}}. */
public final class CurrentTime implements Tool {
  private static final ToolSpec SPEC =
      new ToolSpec(
          "current_time",
          "Tells the present date, weekday and time in a time zone.",
          """
          {"type":"object","properties":{"zone":{"type":"string","maxLength":100,\
          "description":"A time zone of the IANA database such as Europe/Vienna, or an offset such \
          as +02:00. UTC if left out."}},"additionalProperties":false}""",
          false,
          true);

  private static final DateTimeFormatter WORDED =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm:ss", Locale.ENGLISH);

  private final Clock clock;

  public CurrentTime(Clock clock) {
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Result call(Invocation invocation) {
    JsonNode arguments = Arguments.read(invocation);
    String name = arguments.path("zone").asText("UTC");
    ZoneId zone;
    try {
      zone = ZoneId.of(name);
    } catch (DateTimeException e) {
      return new Result.Failed(
          "zone: '" + name + "' (expected: a time zone such as Europe/Vienna or +02:00)");
    }
    ZonedDateTime now = clock.instant().atZone(zone).truncatedTo(ChronoUnit.SECONDS);
    String text =
        WORDED.format(now)
            + " in "
            + zone
            + " ("
            + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(now)
            + ")";
    return new Result.Succeeded(text, Money.ZERO);
  }
}
