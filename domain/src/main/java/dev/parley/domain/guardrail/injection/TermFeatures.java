package dev.parley.domain.guardrail.injection;

/** Writes how often terms were read, and in what circumstances a secret was spoken of. */
final class TermFeatures {
  private static final int SHORT_TEXT = 16;

  private final TermPlaces places;

  TermFeatures(TermPlaces places) {
    this.places = places;
  }

  void fill(FeatureValues values) {
    count(values, Feature.NEW_ORDERS, Term.NEW_ORDERS, 1);
    count(values, Feature.STOP_BEING, Term.STOP_BEING, 1);
    count(values, Feature.ROLE, Term.ROLE, 1);
    count(values, Feature.JAILBREAK, Term.JAILBREAK, 1);
    count(values, Feature.MODE, Term.MODE, 1);
    count(values, Feature.SECRET_NAMED, Term.SECRET, 1);
    count(values, Feature.HOW_TO, Term.HOW_TO, 1);
    count(values, Feature.HELD_BACK, Term.HELD, 1);
    count(values, Feature.AUTHORITY, Term.AUTHORITY, 2);
    count(values, Feature.URGENCY, Term.URGENCY, 2);
    count(values, Feature.EMOTION, Term.EMOTION, 2);
    count(values, Feature.HYPOTHESIS, Term.HYPO, 2);
    count(values, Feature.GAME, Term.GAME, 1);
    count(values, Feature.DICTATION, Term.DICTATE, 2);
    count(values, Feature.FOREIGN_ORDERS, Term.OBEY, 1);
    count(values, Feature.ENCODING, Term.ENCODING, 2);
    count(values, Feature.FORMAT, Term.FORMAT, 3);
    count(values, Feature.COMBINATION, Term.COMBINE, 3);
    count(values, Feature.HIDE_FROM_USER, Term.HIDE, 1);
    count(values, Feature.TOOL_COERCION, Term.TOOL, 1);
    count(values, Feature.ASSISTANT_NAMED, Term.AI, 2);
    count(values, Feature.CODE_WITH_REACH, Term.DANGER, 2);
    count(values, Feature.DOCUMENT_VOICE, Term.DOC, 3);
    values.raise(
        Feature.SECRET_REPEATED, Features.many(Math.max(0, places.seen(Term.SECRET) - 1), 4));
    values.raise(Feature.ANSWER_NAMED, places.has(Term.OUTPUT) && places.has(Term.YOUR));
  }

  /**
   * What tells a secret that is wheedled out from one that is asked for.
   *
   * @param found what terms mean together
   * @param dress what the text is dressed up as
   */
  void fillSecret(FeatureValues values, Combinations found, Markers dress) {
    boolean secret =
        found.has(Feature.THE_SECRET)
            || found.has(Feature.REVEAL_SECRET)
            || found.has(Feature.SECRET_ASKED)
            || found.has(Feature.PROMPT_NAMED);
    if (secret) {
      values.raise(
          Feature.SECRET_AND_TRICK, dress.joinsQuotes() || any(Term.ENCODING, Term.FORMAT));
      values.raise(Feature.SECRET_AND_STORY, any(Term.HYPO, Term.GAME));
      values.raise(Feature.SECRET_AND_PLEA, any(Term.AUTHORITY, Term.EMOTION, Term.URGENCY));
      values.raise(Feature.SECRET_AND_ROLE, any(Term.ROLE, Term.MODE));
      values.raise(Feature.SECRET_AND_OPEN_END, dress.isOpenEnded());
      values.raise(Feature.SECRET_AND_EXAMPLES, dress.repeatsLabels());
    }
    values.raise(
        Feature.SECRET_FOCUS, found.has(Feature.THE_SECRET) && places.tokens() <= SHORT_TEXT);
  }

  private void count(FeatureValues values, Feature feature, Term term, double full) {
    values.raise(feature, Features.many(places.seen(term), full));
  }

  private boolean any(Term... terms) {
    for (Term term : terms) {
      if (places.has(term)) {
        return true;
      }
    }
    return false;
  }
}
