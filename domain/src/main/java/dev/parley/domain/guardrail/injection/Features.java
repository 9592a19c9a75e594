package dev.parley.domain.guardrail.injection;

import dev.parley.domain.guardrail.injection.Folding.Folded;

/**
 * The features of one text. The text is read as it stands and in a fixed number of decoded ways, so
 * the work is linear in its length; it is counted, so that this can be checked.
 */
final class Features {
  /** What a hidden or encoded order is recognised by: harmless texts hardly ever have it. */
  private static final Feature[] CORE = {
    Feature.OVERRIDE_PRIOR,
    Feature.OVERRIDE_RULES,
    Feature.REVEAL_PROMPT,
    Feature.REVEAL_SECRET,
    Feature.JAILBREAK,
    Feature.MODE,
    Feature.BYPASS_SAFETY,
    Feature.EXFILTRATION,
    Feature.TOOL_COERCION,
    Feature.NEW_ORDERS,
    Feature.HIDE_FROM_USER
  };

  private final FeatureValues values = new FeatureValues();
  private long work;

  private Features() {}

  static Features of(String text) {
    Features features = new Features();
    features.read(text);
    return features;
  }

  double get(Feature feature) {
    return values.get(feature);
  }

  /** Characters looked at, over all readings. */
  long work() {
    return work;
  }

  private void read(String text) {
    Folded folded = Folding.fold(text);
    work += text.length();
    Reading main = new Reading(folded.text(), true);
    work += main.work();
    main.fill(values);

    values.set(Feature.INVISIBLE_CHARACTERS, many(folded.invisible(), 3));
    values.set(Feature.BIDI_CONTROLS, many(folded.bidi(), 1));
    values.set(Feature.LOOK_ALIKES, many(folded.lookAlikes(), 3));

    if (folded.hidden().length() >= 6) {
      values.set(Feature.HIDDEN_TEXT, 1);
      decoded(folded.hidden());
    }
    String base64 = Decoding.base64(text);
    String escapes = Decoding.escapes(text);
    if (!base64.isEmpty() || escapes.length() >= 12) {
      values.set(Feature.ENCODED_PAYLOAD, 1);
    }
    decoded(base64);
    decoded(escapes);
    String numbers = Decoding.numbers(folded.text());
    values.set(Feature.NUMBER_RUN, many(numbers.length(), 20));
    decoded(numbers);
    decoded(Decoding.rot13(folded.text()));
    decoded(Decoding.reversed(folded.text()));
    // A leet reading keeps the plain words, so it counts only for what it adds.
    decoded(Decoding.leet(folded.text()));
    joined(Decoding.joined(folded.text()));
  }

  private void decoded(String reading) {
    if (reading.isEmpty()) {
      return;
    }
    Folded folded = Folding.fold(reading);
    merge(new Reading(folded.text(), true));
    work += reading.length();
  }

  private void joined(String reading) {
    if (!reading.isEmpty()) {
      merge(new Reading(reading, false));
    }
  }

  private void merge(Reading reading) {
    FeatureValues found = new FeatureValues();
    reading.fill(found);
    work += reading.work();
    for (Feature feature : CORE) {
      if (found.get(feature) > values.get(feature)) {
        values.set(feature, found.get(feature));
        values.set(Feature.OBFUSCATED_ATTACK, 1);
      }
    }
  }

  /** From 0 for none to 1 for so many. */
  static double many(double count, double full) {
    return Math.min(1, count / full);
  }
}
