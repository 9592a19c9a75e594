package dev.parley.bootstrap.simulate;

import dev.parley.domain.schedule.Priority;
import dev.parley.domain.validation.InvalidValue;
import java.util.SplittableRandom;

/**
 * How much of what a tenant asks for is how urgent, in percent.
 *
 * @param interactive requests that a person watches
 * @param normal requests that somebody waits for
 * @param batch requests that nobody waits for
 */
public record Mix(int interactive, int normal, int batch) {
  private static final int ALL = 100;

  /** Every request is interactive. */
  public static final Mix INTERACTIVE = new Mix(ALL, 0, 0);

  public Mix {
    if (interactive < 0 || normal < 0 || batch < 0 || interactive + normal + batch != ALL) {
      throw refused(interactive + "/" + normal + "/" + batch);
    }
  }

  /** Reads what {@link #toString} writes. */
  public static Mix of(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != Priority.values().length) {
      throw refused(text);
    }
    try {
      return new Mix(
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    } catch (NumberFormatException e) {
      throw refused(text);
    }
  }

  private static InvalidValue refused(String text) {
    return new InvalidValue(
        "--mix", text, "percent interactive/normal/batch that add up to 100, such as 70/20/10");
  }

  Priority draw(SplittableRandom random) {
    int percent = random.nextInt(ALL);
    if (percent < interactive) {
      return Priority.INTERACTIVE;
    }
    return percent < interactive + normal ? Priority.NORMAL : Priority.BATCH;
  }

  @Override
  public String toString() {
    return interactive + "/" + normal + "/" + batch;
  }
}
