package dev.parley.domain.knowledge;

import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time with a beginning and an end, or without. Instants are compared as they are stored, to the
 * microsecond.
 *
 * @param from its first instant; null: it has always been
 * @param before the first instant after it; null: it goes on for ever
 */
public record TimeSpan(@Nullable Instant from, @Nullable Instant before) {
  public static final TimeSpan ALWAYS = new TimeSpan(null, null);

  public TimeSpan {
    if (from != null && before != null && !from.isBefore(before)) {
      throw new InvalidValue("time", from + " to " + before, "a beginning before the end");
    }
  }

  /** Whether an instant is in it. */
  public boolean contains(Instant instant) {
    return (from == null || !instant.isBefore(from))
        && (before == null || instant.isBefore(before));
  }
}
