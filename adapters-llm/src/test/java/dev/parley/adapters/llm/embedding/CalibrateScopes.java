package dev.parley.adapters.llm.embedding;

import dev.parley.domain.scope.ScopeCalibration;
import dev.parley.domain.scope.ScopeReport;
import dev.parley.domain.scope.Strictness;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Prints what each model's scopes would refuse and admit of the labelled questions under each
 * calibration that might be chosen, and under the one that was. No test by its name, so that it
 * runs only when asked for:
 *
 * <pre>
 * ./parley test -pl adapters-llm -Dtest=CalibrateScopes
 * </pre>
 */
@Tag("slow")
class CalibrateScopes {
  private static final List<Double> WORDS = List.of(0.0, 0.05, 0.10, 0.15, 0.20, 0.30);
  private static final List<Double> REFUSED = List.of(0.03, 0.05, 0.105, 0.15, 0.20, 0.25, 0.295);
  private static final double STEP = 0.005;

  private final PrintStream out = System.out;

  @ParameterizedTest
  @EnumSource
  void prints(LocalModel local) {
    try (InProcessEmbeddingModel model =
        new InProcessEmbeddingModel(local, ModelDirectory.shared(), 2)) {
      ScopeRows rows = new ScopeRows(model);
      out.printf(Locale.ROOT, "%n%s%n", local.modelName());
      for (double words : WORDS) {
        admissions(rows, words);
        denials(rows, words);
      }
      ScopeCalibration chosen = local.scopes();
      print("chosen, lenient", rows.report(Strictness.LENIENT, chosen));
      print("chosen, strict", rows.report(Strictness.STRICT, chosen));
      print("chosen, denied", rows.denials(chosen));
    }
  }

  /** For each share of refusals that may be borne, the highest threshold that keeps to it. */
  private void admissions(ScopeRows rows, double words) {
    for (double refused : REFUSED) {
      double threshold = 1;
      ScopeReport report = at(rows, words, threshold);
      while (report.falseRefusalRate() > refused && threshold > -1) {
        threshold -= STEP;
        report = at(rows, words, threshold);
      }
      print(String.format(Locale.ROOT, "words %.2f threshold %.3f", words, threshold), report);
    }
  }

  private static ScopeReport at(ScopeRows rows, double words, double threshold) {
    return rows.report(
        Strictness.STRICT, new ScopeCalibration(words, threshold, threshold, Double.MAX_VALUE));
  }

  private void denials(ScopeRows rows, double words) {
    for (double refused : List.of(0.0, 0.02, 0.05, 0.10)) {
      double threshold = 0;
      ScopeReport report = rows.denials(new ScopeCalibration(words, -1, -1, threshold));
      while (report.falseRefusalRate() > refused) {
        threshold += STEP;
        report = rows.denials(new ScopeCalibration(words, -1, -1, threshold));
      }
      print(String.format(Locale.ROOT, "words %.2f denied %.3f", words, threshold), report);
    }
  }

  private void print(String what, ScopeReport report) {
    out.printf(
        Locale.ROOT,
        "%-30s refused of what belongs %5.1f%%, admitted of what does not %5.1f%%%n",
        what,
        100 * report.falseRefusalRate(),
        100 * report.falseAcceptRate());
  }
}
