package dev.parley.domain.guardrail.injection;

import dev.parley.domain.guardrail.injection.InjectionJudgement.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A logistic model over the features, its weights read from a resource. Immutable. */
final class LinearModel {
  private static final Comparator<Reason> STRONGEST_FIRST =
      Comparator.comparingDouble(Reason::contribution).reversed().thenComparing(Reason::feature);

  private final double[] weights;
  private final double bias;
  private final double threshold;

  LinearModel(double[] weights, double bias, double threshold) {
    if (weights.length != Feature.count()) {
      throw new IllegalArgumentException(
          "weights: " + weights.length + " (expected: " + Feature.count() + ")");
    }
    this.weights = weights.clone();
    this.bias = bias;
    this.threshold = threshold;
  }

  static LinearModel load(String resource) {
    return parse(resource, Lexicon.lines(resource));
  }

  /** Reads lines of a name, a tab and a number; every feature, bias and threshold occur once. */
  static LinearModel parse(String source, Iterable<String> lines) {
    Map<String, Double> numbers = new HashMap<>();
    for (String line : lines) {
      int tab = line.indexOf('\t');
      if (tab < 0) {
        throw new IllegalStateException(source + ": '" + line + "' (expected: name, tab, number)");
      }
      String name = line.substring(0, tab);
      if (numbers.put(name, Double.valueOf(line.substring(tab + 1))) != null) {
        throw new IllegalStateException(source + ": " + name + " (expected: once)");
      }
    }
    double bias = take(source, numbers, "bias");
    double threshold = take(source, numbers, "threshold");
    double[] weights = new double[Feature.count()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = take(source, numbers, Feature.at(i).label());
    }
    if (!numbers.isEmpty()) {
      throw new IllegalStateException(source + ": " + numbers.keySet() + " (expected: no others)");
    }
    return new LinearModel(weights, bias, threshold);
  }

  private static double take(String source, Map<String, Double> numbers, String name) {
    Double number = numbers.remove(name);
    if (number == null) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "%s: %s (expected: a number)", source, name));
    }
    return number;
  }

  double threshold() {
    return threshold;
  }

  InjectionJudgement judge(Features features) {
    double odds = bias;
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      Feature feature = Feature.at(i);
      double contribution = weights[i] * features.get(feature);
      odds += contribution;
      if (contribution > 0) {
        reasons.add(new Reason(feature.label(), contribution));
      }
    }
    reasons.sort(STRONGEST_FIRST);
    double score = 1 / (1 + Math.exp(-odds));
    return new InjectionJudgement(score, reasons, score >= threshold);
  }
}
