package dev.parley.domain.scope;

/**
 * Where a {@link ScopeJudge} draws its lines, a property of the embedding model: cosines of
 * unrelated texts lie about 0 for one model and about 0.5 or 0.8 for another.
 *
 * <p>A score is {@code cosine + words * lexical}, where lexical is the share of a phrase's words
 * that the question says, 0 to 1.
 *
 * @param words how much a phrase whose every word is said weighs beside a cosine of 1; 0 or more
 * @param lenient score from which a question is in scope if the scope is lenient
 * @param strict the same if it is strict; not below {@code lenient}
 * @param denied score from which a question is about a denied topic
 */
public record ScopeCalibration(double words, double lenient, double strict, double denied) {
  /**
   * For a model of which nothing was measured. It errs on accepting: a lenient scope refuses
   * nothing but what is denied, a strict one what is nearly at right angles to all that is allowed,
   * and denied is what all but repeats a denied topic.
   */
  public static final ScopeCalibration UNKNOWN = new ScopeCalibration(0.20, -1, 0.15, 0.95);

  public ScopeCalibration {
    if (!(words >= 0)) {
      throw new IllegalArgumentException("words: " + words + " (expected: 0 or more)");
    }
    if (!(strict >= lenient)) {
      throw new IllegalArgumentException(
          "strict: " + strict + " (expected: at least lenient, " + lenient + ")");
    }
    if (Double.isNaN(denied)) {
      throw new IllegalArgumentException("denied: NaN (expected: a score)");
    }
  }
}
