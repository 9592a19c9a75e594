package dev.parley.adapters.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.scope.ScopeReport;
import dev.parley.domain.scope.Strictness;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the calibrations of the models lead to; {@link CalibrateScopes} is where they come from. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ScopeJudgementTest {
  @ParameterizedTest
  @CsvSource({
    // Shares when the thresholds were set, and three hundredths more.
    "ALL_MINILM_L6_V2, 0.13, 0.55, 0.32, 0.34, 0.05, 0.62",
    "BGE_SMALL_EN_V15, 0.13, 0.36, 0.27, 0.28, 0.05, 0.65",
    "E5_SMALL_V2, 0.13, 0.57, 0.23, 0.38, 0.05, 0.82",
  })
  void errsSeldom(
      LocalModel local,
      double lenientRefuses,
      double lenientAdmits,
      double strictRefuses,
      double strictAdmits,
      double deniedRefuses,
      double deniedAdmits) {
    try (InProcessEmbeddingModel model =
        new InProcessEmbeddingModel(local, ModelDirectory.shared(), 2)) {
      ScopeRows rows = new ScopeRows(model);
      ScopeReport lenient = rows.report(Strictness.LENIENT, model.scopeCalibration());
      ScopeReport strict = rows.report(Strictness.STRICT, model.scopeCalibration());
      ScopeReport denied = rows.denials(model.scopeCalibration());

      assertThat(lenient.inScope()).isEqualTo(96);
      assertThat(lenient.outOfScope()).isEqualTo(96);
      assertThat(denied.outOfScope()).isEqualTo(34);
      assertThat(lenient.falseRefusalRate()).isLessThanOrEqualTo(lenientRefuses);
      assertThat(lenient.falseAcceptRate()).isLessThanOrEqualTo(lenientAdmits);
      assertThat(strict.falseRefusalRate()).isLessThanOrEqualTo(strictRefuses);
      assertThat(strict.falseAcceptRate()).isLessThanOrEqualTo(strictAdmits);
      assertThat(denied.falseRefusalRate()).isLessThanOrEqualTo(deniedRefuses);
      assertThat(denied.falseAcceptRate()).isLessThanOrEqualTo(deniedAdmits);
    }
  }
}
