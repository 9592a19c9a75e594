package dev.parley.domain.guardrail.injection;

import java.util.EnumSet;
import java.util.Set;

/**
 * Terms as they would be read from a text, written as words: names of terms joined by a plus where
 * one token stands for several, {@code _} for a token that stands for none.
 */
final class Spoken {
  private Spoken() {}

  /** The terms of one token. */
  static long terms(String token) {
    long terms = 0;
    if (!token.equals("_")) {
      for (String name : token.split("\\+", -1)) {
        terms |= Term.valueOf(name).bit();
      }
    }
    return terms;
  }

  /** So many tokens that stand for nothing, as words. */
  static String words(int count) {
    return " _".repeat(count) + " ";
  }

  /** The features that are above 0. */
  static Set<Feature> seen(FeatureValues values) {
    Set<Feature> seen = EnumSet.noneOf(Feature.class);
    for (int i = 0; i < Feature.count(); i++) {
      if (values.get(Feature.at(i)) > 0) {
        seen.add(Feature.at(i));
      }
    }
    return seen;
  }
}
