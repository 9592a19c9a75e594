package dev.parley.domain.guardrail.injection;

import java.util.EnumSet;
import java.util.Set;

/**
 * Terms that mean something together. Each combination is looked at when one of its parts is read,
 * so the last part to come finds the others.
 */
final class Combinations {
  private static final long OVERRIDE = bits(Term.IGNORE, Term.RULES, Term.PRIOR, Term.YOUR);
  private static final long REVEAL_PROMPT = bits(Term.REVEAL, Term.PROMPT, Term.THE, Term.YOUR);
  private static final long REVEAL_SECRET = bits(Term.REVEAL, Term.SECRET, Term.THE, Term.YOUR);
  private static final long REVEAL_PERSONAL = bits(Term.REVEAL, Term.PERSONAL);
  private static final long BYPASS_SAFETY = bits(Term.BYPASS, Term.SAFETY);
  private static final long EXFILTRATION = bits(Term.SEND, Term.PAYLOAD);
  private static final long PAGE_TASK = bits(Term.DO_WITH, Term.PAGE);

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
    if ((terms & REVEAL_PROMPT) != 0
        && near(Term.REVEAL)
        && near(Term.PROMPT)
        && ofYours(Term.PROMPT)) {
      found.add(Feature.REVEAL_PROMPT);
    }
    secret(terms);
    if (Term.PROMPT.in(terms) && (close(Term.THE) || close(Term.YOUR) || places.isStretched())) {
      found.add(Feature.PROMPT_NAMED);
    }
    if ((terms & REVEAL_PERSONAL) != 0
        && near(Term.REVEAL)
        && near(Term.PERSONAL)
        && ofYours(Term.PERSONAL)) {
      found.add(Feature.REVEAL_PERSONAL);
    }
    if ((terms & BYPASS_SAFETY) != 0 && near(Term.BYPASS) && near(Term.SAFETY)) {
      found.add(Feature.BYPASS_SAFETY);
    }
    if ((terms & EXFILTRATION) != 0
        && near(Term.SEND)
        && near(Term.PAYLOAD)
        && places.near(lastAddress, TermPlaces.FAR)) {
      found.add(Feature.EXFILTRATION);
    }
    if ((terms & PAGE_TASK) != 0 && near(Term.DO_WITH) && near(Term.PAGE)) {
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
    boolean rules = near(Term.RULES);
    if ((terms & OVERRIDE) == 0 || !near(Term.IGNORE) || !(rules || close(Term.PRIOR))) {
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
    if ((terms & REVEAL_SECRET) != 0 && close(Term.SECRET) && near(Term.REVEAL)) {
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
