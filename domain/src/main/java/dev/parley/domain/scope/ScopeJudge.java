package dev.parley.domain.scope;

import dev.parley.domain.scope.ScopeOutcome.Denied;
import dev.parley.domain.scope.ScopeOutcome.Evidence;
import dev.parley.domain.scope.ScopeOutcome.InScope;
import dev.parley.domain.scope.ScopeOutcome.OutOfScope;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides before anything is generated whether a question belongs to what a bot talks about.
 *
 * <p>Each topic and example is compared with the question by the cosine of their vectors and by
 * their words, and the nearest one decides: {@code score = cosine + words * lexical}, against a
 * threshold for the scope's strictness. What words weigh and where the thresholds lie is the {@link
 * ScopeCalibration} of the model that made the vectors. Without vectors only words are left, which
 * cannot know that a holiday is leave: then only STRICT refuses for its words, and LENIENT refuses
 * nothing but what is denied.
 *
 * <p>Pure, and safe for use by several threads.
 */
public final class ScopeJudge {
  /** Without vectors: share of a topic's words from which a strict scope admits a question. */
  static final double LEXICAL_STRICT = 0.25;

  /** Without vectors: share of a denied topic's words from which a question is about it. */
  static final double LEXICAL_DENIED = 0.75;

  private static final double UNMEASURED = -1;

  private final ScopeCalibration calibration;

  /** Judges by words alone, or by vectors of a model of which nothing was measured. */
  public ScopeJudge() {
    this(ScopeCalibration.UNKNOWN);
  }

  /**
   * @param calibration of the model that makes the vectors
   */
  public ScopeJudge(ScopeCalibration calibration) {
    this.calibration = Objects.requireNonNull(calibration);
  }

  /**
   * One scope of a bot, and the vectors of its phrases.
   *
   * @param vectors {@link ScopeVectors#NONE} to judge by words alone
   */
  public record Candidate(Scope scope, ScopeVectors vectors) {
    public Candidate {
      if (!vectors.isEmpty()) {
        vectors.requireFor(scope);
      }
    }
  }

  /**
   * Judges by all scopes of a bot, in order: a denial in any refuses, else an admission by any
   * admits. A bot without scopes talks about everything.
   *
   * @param vector the question's; null to judge by words alone
   */
  public ScopeOutcome judge(String question, float @Nullable [] vector, List<Candidate> scopes) {
    LexicalSimilarity words = new LexicalSimilarity(question);
    for (Candidate candidate : scopes) {
      Evidence denied = denied(words, vector, candidate);
      if (denied != null) {
        return new Denied(candidate.scope(), denied.phrase(), denied);
      }
    }
    Candidate nearest = null;
    Evidence best = Evidence.NONE;
    for (Candidate candidate : scopes) {
      Evidence evidence = allowed(words, vector, candidate);
      if (evidence.phrase().isEmpty() || evidence.score() >= threshold(candidate, vector)) {
        return new InScope(evidence);
      }
      if (nearest == null || evidence.score() > best.score()) {
        nearest = candidate;
        best = evidence;
      }
    }
    return nearest == null ? new InScope(Evidence.NONE) : new OutOfScope(nearest.scope(), best);
  }

  private @Nullable Evidence denied(
      LexicalSimilarity words, float @Nullable [] vector, Candidate candidate) {
    Scope scope = candidate.scope();
    if (scope.strictness() == Strictness.OFF) {
      return null;
    }
    boolean measured = isMeasured(candidate, vector);
    Evidence best =
        nearest(words, vector, scope.deniedTopics(), candidate.vectors().denied(), measured, null);
    double threshold = measured ? calibration.denied() : LEXICAL_DENIED;
    return best != null && best.score() >= threshold ? best : null;
  }

  private Evidence allowed(
      LexicalSimilarity words, float @Nullable [] vector, Candidate candidate) {
    Scope scope = candidate.scope();
    boolean admitsAll = scope.allowedTopics().isEmpty() && scope.exampleQuestions().isEmpty();
    if (scope.strictness() == Strictness.OFF || admitsAll) {
      return Evidence.NONE;
    }
    boolean measured = isMeasured(candidate, vector);
    ScopeVectors vectors = candidate.vectors();
    Evidence best = nearest(words, vector, scope.allowedTopics(), vectors.topics(), measured, null);
    best = nearest(words, vector, scope.exampleQuestions(), vectors.examples(), measured, best);
    return best == null ? Evidence.NONE : best;
  }

  private static boolean isMeasured(Candidate candidate, float @Nullable [] vector) {
    return vector != null && !candidate.vectors().isEmpty();
  }

  private double threshold(Candidate candidate, float @Nullable [] vector) {
    boolean measured = isMeasured(candidate, vector);
    return switch (candidate.scope().strictness()) {
      case OFF -> UNMEASURED;
      case LENIENT -> measured ? calibration.lenient() : UNMEASURED;
      case STRICT -> measured ? calibration.strict() : LEXICAL_STRICT;
    };
  }

  private @Nullable Evidence nearest(
      LexicalSimilarity words,
      float @Nullable [] vector,
      List<String> phrases,
      List<float[]> vectors,
      boolean measured,
      @Nullable Evidence before) {
    Evidence best = before;
    for (int i = 0; i < phrases.size(); i++) {
      String phrase = phrases.get(i);
      double lexical = words.covers(new LexicalSimilarity(phrase));
      double semantic = measured && vector != null ? cosine(vector, vectors.get(i)) : 0;
      double score = measured ? semantic + calibration.words() * lexical : lexical;
      if (best == null || score > best.score()) {
        best = new Evidence(phrase, lexical, semantic, score);
      }
    }
    return best;
  }

  private static double cosine(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vector: " + a.length + " numbers (expected: " + b.length + ")");
    }
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return aa == 0 || bb == 0 ? 0 : dot / Math.sqrt(aa * bb);
  }
}
