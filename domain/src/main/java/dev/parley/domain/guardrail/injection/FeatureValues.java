package dev.parley.domain.guardrail.injection;

/** A value from 0 to 1 for each feature, 0 at first. */
// Features are few and fixed, and never stored by number.
@SuppressWarnings("EnumOrdinal")
final class FeatureValues {
  private final double[] values = new double[Feature.count()];

  double get(Feature feature) {
    return values[feature.ordinal()];
  }

  void set(Feature feature, double value) {
    values[feature.ordinal()] = value;
  }

  /** Sets a value unless it is higher already. */
  void raise(Feature feature, double value) {
    values[feature.ordinal()] = Math.max(values[feature.ordinal()], value);
  }

  /** Sets what is seen to 1; what is not stays as it is. */
  void raise(Feature feature, boolean seen) {
    raise(feature, seen ? 1 : 0);
  }
}
