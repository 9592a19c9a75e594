package dev.parley.benchmarks.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a ratio should be.
 *
 * @param most whether {@code bound} is the most it should be, and not the least
 */
record Aim(String name, double measured, double bound, boolean most) {
  /** Of answers in one piece; those beside Portkey only where it was measured. */
  static List<Aim> of(Comparison json) {
    List<Aim> aims = new ArrayList<>();
    if (json.has(Stage.PORTKEY)) {
      aims.add(
          new Aim(
              "requests per second, to Portkey's",
              json.rateOver(Stage.PARLEY, Stage.PORTKEY),
              8,
              false));
      aims.add(
          new Aim(
              "added p99, to Portkey's",
              json.addedOver(Stage.PARLEY, Stage.PORTKEY, Round::p99),
              1 / 8.0,
              true));
    }
    aims.add(
        new Aim(
            "requests per second, to the bare proxy's",
            json.rateOver(Stage.PARLEY, Stage.BARE_PROXY),
            .4,
            false));
    return aims;
  }

  boolean isMet() {
    return most ? measured <= bound : measured >= bound;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.3g (aim: %s %.3g): %s",
        name,
        measured,
        most ? "at most" : "at least",
        bound,
        isMet() ? "met" : "missed");
  }
}
