package dev.parley.domain.routing;

/** How much thought a question seems to need, least first. */
public enum Complexity {
  /** A look-up, a greeting, a yes or no. */
  SIMPLE,
  /** Some sentences, or several things asked at once. */
  MODERATE,
  /** Code, calculation, comparison, or a long text. */
  COMPLEX
}
