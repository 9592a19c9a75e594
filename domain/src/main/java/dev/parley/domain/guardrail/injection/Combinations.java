package dev.parley.domain.guardrail.injection;

import java.util.EnumSet;
import java.util.Set;

/**
 * Terms that mean something together. They are looked for whenever a term is read, so the last part
 * of a combination to come finds the others.
 */
final class Combinations {
  private static final long OVERRIDE =
      bits(Term.IGNORE, Term.DROP, Term.DEFY, Term.RULES, Term.PRIOR, Term.YOUR);

  private final TermPlaces places;
  private final Set<Feature> found = EnumSet.noneOf(Feature.class);
  private int lastAddress = TermPlaces.NEVER;

  Combinations(TermPlaces places) {
    this.places = places;
  }

  private static long bits(Term... terms) {
    long bits = 0;
    for (Term term : terms) {
      bits |= term.bit();
    }
    return bits;
  }

  boolean has(Feature feature) {
    return found.contains(feature);
  }

  /** Writes what has been found. */
  void fill(FeatureValues values) {
    found.forEach(feature -> values.raise(feature, 1));
  }

  /** Looks for what the terms of the token that was read last complete. */
  void read(long terms) {
    if (terms == 0) {
      return;
    }
    override(terms);
    secret(terms);
    if (near(Term.LIFTED) && (near(Term.NORMS) || near(Term.SAFETY))) {
      found.add(Feature.RULES_LIFTED);
    }
    if (near(Term.HELD) && (near(Term.SECRET) || near(Term.PERSONAL))) {
      found.add(Feature.SECRET_HELD);
    }
    if (near(Term.ENDLESS) && near(Term.REVEAL)) {
      found.add(Feature.ENDLESS);
    }
    if (near(Term.REVEAL) && near(Term.PROMPT) && ofYours(Term.PROMPT)) {
      found.add(Feature.REVEAL_PROMPT);
    }
    if (Term.PROMPT.in(terms) && (close(Term.THE) || close(Term.YOUR) || places.isStretched())) {
      found.add(Feature.PROMPT_NAMED);
    }
    if (near(Term.REVEAL) && near(Term.PERSONAL) && ofYours(Term.PERSONAL)) {
      found.add(Feature.REVEAL_PERSONAL);
    }
    if (near(Term.BYPASS) && near(Term.SAFETY)) {
      found.add(Feature.BYPASS_SAFETY);
    }
    if (near(Term.SEND) && near(Term.PAYLOAD) && places.near(lastAddress, TermPlaces.FAR)) {
      found.add(Feature.EXFILTRATION);
    }
    if (near(Term.DO_WITH) && near(Term.PAGE)) {
      found.add(Feature.PAGE_TASK);
    }
  }

  /** An address stands behind the token that was read last. */
  void readAddress() {
    lastAddress = places.tokens();
    if (places.near(Term.SEND, TermPlaces.FAR) && places.near(Term.PAYLOAD, TermPlaces.FAR)) {
      found.add(Feature.EXFILTRATION);
    }
  }

  private void override(long terms) {
    if ((terms & OVERRIDE) == 0) {
      return;
    }
    boolean rules = near(Term.RULES);
    // These have many other uses: only with the rules of whom they speak to.
    if (rules && near(Term.YOUR) && (near(Term.DROP) || close(Term.DEFY))) {
      found.add(Feature.OVERRIDE_RULES);
    }
    if (!near(Term.IGNORE) || !(rules || close(Term.PRIOR))) {
      return;
    }
    if (rules && near(Term.PRIOR)) {
      found.add(Feature.OVERRIDE_PRIOR);
    } else if (rules && near(Term.YOUR)) {
      found.add(Feature.OVERRIDE_RULES);
    } else {
      found.add(Feature.OVERRIDE_LOOSE);
    }
  }

  private void secret(long terms) {
    if (close(Term.SECRET) && near(Term.REVEAL)) {
      found.add(ofYours(Term.SECRET) ? Feature.REVEAL_SECRET : Feature.SECRET_ASKED);
    }
    if (!Term.SECRET.in(terms)) {
      return;
    }
    if (places.near(Term.THE, 2) || places.near(Term.YOUR, 2)) {
      found.add(Feature.THE_SECRET);
    }
    if (places.near(Term.MINE, 2)) {
      found.add(Feature.OWN_SECRET);
    }
  }

  private boolean near(Term term) {
    return places.near(term, TermPlaces.NEAR);
  }

  private boolean close(Term term) {
    return places.near(term, TermPlaces.CLOSE);
  }

  /** Whether a thing is spoken of as one that both sides know, not as a thing of its kind. */
  private boolean ofYours(Term thing) {
    int gap = Math.min(places.gap(thing, Term.THE), places.gap(thing, Term.YOUR));
    return gap <= TermPlaces.CLOSE || places.isStretched();
  }
}
