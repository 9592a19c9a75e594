package dev.parley.domain.guardrail.injection;

import java.util.Arrays;

/**
 * Where each term was last read, counted in tokens, and how often. From that it is known which
 * terms stand near each other, so no token is looked at twice.
 */
// Terms are few and fixed: arrays by ordinal keep the loop free of boxing.
@SuppressWarnings("EnumOrdinal")
final class TermPlaces {
  /** Within one phrase. */
  static final int CLOSE = 4;

  /** Within one clause. */
  static final int NEAR = 9;

  /** Within a sentence or two. */
  static final int FAR = 16;

  /** The place of what has never been read. */
  static final int NEVER = -1_000_000;

  // Letters of unspaced scripts are tokens of their own, so the same distance holds fewer words.
  private static final int UNSPACED_STRETCH = 3;

  private final int[] last = new int[Term.count()];
  private final int[] seen = new int[Term.count()];
  private int tokens;
  private int stretch = 1;

  TermPlaces() {
    Arrays.fill(last, NEVER);
  }

  /** Letters of scripts without spaces are being read: from here on, distances are longer. */
  void stretch() {
    stretch = UNSPACED_STRETCH;
  }

  boolean isStretched() {
    return stretch > 1;
  }

  /** Reads one token and the terms that begin with it. */
  void read(long terms) {
    tokens++;
    for (long rest = terms; rest != 0; rest &= rest - 1) {
      int term = Long.numberOfTrailingZeros(rest);
      last[term] = tokens;
      seen[term]++;
    }
  }

  /** How many tokens have been read. */
  int tokens() {
    return tokens;
  }

  /** Whether a term is no further back than so many tokens. */
  boolean near(Term term, int distance) {
    return near(last[term.ordinal()], distance);
  }

  /** Whether a token is no further back than so many others. */
  boolean near(int token, int distance) {
    return tokens - token <= distance * stretch;
  }

  /** Tokens between the last places of two terms. */
  int gap(Term one, Term other) {
    return Math.abs(last[one.ordinal()] - last[other.ordinal()]);
  }

  int seen(Term term) {
    return seen[term.ordinal()];
  }

  boolean has(Term term) {
    return seen(term) > 0;
  }
}
