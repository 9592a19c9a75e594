package dev.parley.benchmarks.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of several ways, side by side. A lap is one round of each; whatever else the machine does
 * meanwhile hits the rounds of a lap about alike, so ratios and differences are taken within laps,
 * and their median is what is told.
 */
final class Comparison {
  /** Less than this is noise; nothing is divided by it. */
  private static final double LEAST_MILLIS = .001;

  private final List<Map<String, Round>> laps = new ArrayList<>();

  /** Adds one round of each way. */
  void add(Map<String, Round> lap) {
    if (!laps.isEmpty() && !laps.getFirst().keySet().equals(lap.keySet())) {
      throw new IllegalArgumentException(
          "ways: " + lap.keySet() + " (expected: " + ways() + ", as in the first lap)");
    }
    laps.add(Map.copyOf(lap));
  }

  Set<String> ways() {
    return laps.getFirst().keySet();
  }

  boolean has(String way) {
    return ways().contains(way);
  }

  List<Map<String, Round>> laps() {
    return List.copyOf(laps);
  }

  /** The median of a figure over the rounds of a way. */
  double median(String way, ToDoubleFunction<Round> figure) {
    return median(
        laps.stream().mapToDouble(lap -> figure.applyAsDouble(round(lap, way))).toArray());
  }

  /** How much longer a share of answers takes than without a gateway: the median over laps. */
  double added(String way, ToDoubleFunction<Round> millis) {
    return overLaps(
        way,
        Stage.DIRECT,
        (one, direct) -> millis.applyAsDouble(one) - millis.applyAsDouble(direct));
  }

  /** How many times the answers a second of another way: the median over laps. */
  double rateOver(String way, String other) {
    return overLaps(way, other, (one, two) -> one.perSecond() / two.perSecond());
  }

  /** Which part of the time that another gateway adds: the median over laps. */
  double addedOver(String way, String other, ToDoubleFunction<Round> millis) {
    return median(
        laps.stream()
            .mapToDouble(
                lap -> {
                  double direct = millis.applyAsDouble(round(lap, Stage.DIRECT));
                  double added = millis.applyAsDouble(round(lap, way)) - direct;
                  double others = millis.applyAsDouble(round(lap, other)) - direct;
                  return Math.max(LEAST_MILLIS, added) / Math.max(LEAST_MILLIS, others);
                })
            .toArray());
  }

  private double overLaps(String way, String other, ToDoubleBiFunction<Round, Round> figure) {
    return median(
        laps.stream()
            .mapToDouble(lap -> figure.applyAsDouble(round(lap, way), round(lap, other)))
            .toArray());
  }

  private static Round round(Map<String, Round> lap, String way) {
    return Objects.requireNonNull(lap.get(way), way);
  }

  int right(String way) {
    return laps.stream().mapToInt(lap -> round(lap, way).right()).sum();
  }

  int wrong(String way) {
    return laps.stream().mapToInt(lap -> round(lap, way).wrong()).sum();
  }

  /** The middle one, or the mean of the two in the middle. */
  static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
