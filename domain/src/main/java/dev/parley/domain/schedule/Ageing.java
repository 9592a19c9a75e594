package dev.parley.domain.schedule;

import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Objects;

/**
 * What keeps work from starving under {@link Policy#FAIR}.
 *
 * <p>Counted in turns, so that it holds at any pace: a priority with waiting work lets at most its
 * patience pass, then it is its turn. NORMAL is passed over at most {@code normal + 1} times in a
 * row, BATCH at most {@code batch} times, INTERACTIVE at most twice.
 *
 * @param normal turns that NORMAL lets pass; at least 3, so that the more urgent keep a turn
 * @param batch turns that BATCH lets pass; at least 3
 * @param overtaking how long a request can be overtaken, in its own tenant and priority, by later
 *     ones with earlier deadlines
 */
public record Ageing(int normal, int batch, Duration overtaking) {
  /** A fifth of the turns for NORMAL and a seventeenth for BATCH, however much is urgent. */
  public static final Ageing DEFAULT = new Ageing(4, 16, Duration.ofSeconds(30));

  private static final int LEAST = Priority.values().length;

  public Ageing {
    requirePatience("normal", normal);
    requirePatience("batch", batch);
    Objects.requireNonNull(overtaking);
    if (overtaking.isNegative()) {
      throw new InvalidValue("overtaking", overtaking, "not negative");
    }
  }

  private static void requirePatience(String field, int turns) {
    if (turns < LEAST) {
      throw new InvalidValue(field, turns, "at least " + LEAST);
    }
  }

  /** How many turns may pass before it is this priority's; the most urgent never claims one. */
  int patience(Priority priority) {
    return switch (priority) {
      case INTERACTIVE -> Integer.MAX_VALUE;
      case NORMAL -> normal;
      case BATCH -> batch;
    };
  }
}
