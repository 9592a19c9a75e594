package dev.parley.domain.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parley.domain.scope.ScopeJudge.Candidate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeJudgeTest {
  private static final float[] X = {2, 0, 0};
  private static final float[] Y = {0, 3, 0};
  private static final float[] Z = {0, 0, 1};

  private final ScopeJudge judge = new ScopeJudge(new ScopeCalibration(0.20, 0.15, 0.32, 0.45));

  private static Scope pumps(Strictness strictness) {
    return LabelledScopes.scope(
        "Pumps",
        "",
        List.of("pump maintenance"),
        List.of("How is oil changed?"),
        List.of("price discounts"),
        strictness);
  }

  private static Candidate measured(Strictness strictness) {
    return new Candidate(pumps(strictness), new ScopeVectors(List.of(X), List.of(Y), List.of(Z)));
  }

  private static Candidate unmeasured(Strictness strictness) {
    return new Candidate(pumps(strictness), ScopeVectors.NONE);
  }

  /** A vector of length one whose cosine with X is given. */
  private static float[] near(double cosine) {
    return new float[] {(float) cosine, (float) -Math.sqrt(1 - cosine * cosine), 0};
  }

  @Test
  void admitsWhatAVectorIsNearTo() {
    ScopeOutcome outcome = judge.judge("zzz", near(0.9), List.of(measured(Strictness.STRICT)));

    assertThat(outcome).isInstanceOf(ScopeOutcome.InScope.class);
    ScopeOutcome.Evidence evidence = ((ScopeOutcome.InScope) outcome).evidence();
    assertThat(evidence.phrase()).isEqualTo("pump maintenance");
    assertThat(evidence.semantic()).isCloseTo(0.9, within(1e-6));
    assertThat(evidence.lexical()).isZero();
    assertThat(evidence.score()).isCloseTo(0.9, within(1e-6));
  }

  @Test
  void comparesWithTheThresholdOfItsStrictness() {
    assertThat(judge.judge("zzz", near(0.33), List.of(measured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("zzz", near(0.31), List.of(measured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.OutOfScope.class);
    assertThat(judge.judge("zzz", near(0.16), List.of(measured(Strictness.LENIENT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("zzz", near(0.14), List.of(measured(Strictness.LENIENT))))
        .isInstanceOf(ScopeOutcome.OutOfScope.class);
    assertThat(judge.judge("zzz", near(-1), List.of(measured(Strictness.OFF))))
        .isEqualTo(new ScopeOutcome.InScope(ScopeOutcome.Evidence.NONE));
  }

  @Test
  void addsWordsToTheCosine() {
    ScopeOutcome outcome =
        judge.judge("pump maintenance", near(0.2), List.of(measured(Strictness.STRICT)));

    assertThat(((ScopeOutcome.InScope) outcome).evidence().score()).isCloseTo(0.4, within(1e-6));
  }

  @Test
  void refusesWhatIsDeniedInAnyScope() {
    ScopeOutcome outcome =
        judge.judge(
            "zzz",
            new float[] {1, 0, 1},
            List.of(
                new Candidate(
                    LabelledScopes.scope(
                        "All", "", List.of(), List.of(), List.of(), Strictness.STRICT),
                    ScopeVectors.NONE),
                measured(Strictness.LENIENT)));

    assertThat(outcome).isInstanceOf(ScopeOutcome.Denied.class);
    assertThat(((ScopeOutcome.Denied) outcome).topic()).isEqualTo("price discounts");
    assertThat(((ScopeOutcome.Denied) outcome).scope().name()).isEqualTo("Pumps");
    assertThat(judge.judge("zzz", Z, List.of(measured(Strictness.OFF))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("zzz", new float[] {2, 0, 1}, List.of(measured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
  }

  @Test
  void admitsWhatAnyScopeAdmits() {
    Candidate other =
        new Candidate(
            LabelledScopes.scope(
                "Other", "", List.of("z"), List.of(), List.of(), Strictness.STRICT),
            new ScopeVectors(List.of(Z), List.of(), List.of()));

    assertThat(judge.judge("q", Y, List.of(other, measured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    ScopeOutcome none =
        judge.judge("q", new float[] {0.2f, -1, 0}, List.of(other, measured(Strictness.STRICT)));
    assertThat(((ScopeOutcome.OutOfScope) none).scope().name()).isEqualTo("Pumps");
    assertThat(((ScopeOutcome.OutOfScope) none).best().phrase()).isEqualTo("pump maintenance");
  }

  @Test
  void admitsEverythingWithoutScopesOrTopics() {
    Candidate open =
        new Candidate(
            LabelledScopes.scope("All", "", List.of(), List.of(), List.of(), Strictness.STRICT),
            ScopeVectors.NONE);

    assertThat(judge.judge("q", null, List.of())).isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("q", null, List.of(open))).isInstanceOf(ScopeOutcome.InScope.class);
  }

  @Test
  void judgesByWordsAloneWithoutVectors() {
    assertThat(judge.judge("My pump!", null, List.of(unmeasured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("The weather?", X, List.of(unmeasured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.OutOfScope.class);
    assertThat(judge.judge("The weather?", null, List.of(measured(Strictness.LENIENT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("Any price discount?", null, List.of(unmeasured(Strictness.LENIENT))))
        .isInstanceOf(ScopeOutcome.Denied.class);
    assertThat(judge.judge("The price of a pump?", null, List.of(unmeasured(Strictness.LENIENT))))
        .isInstanceOf(ScopeOutcome.InScope.class);
    assertThat(judge.judge("", null, List.of(unmeasured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.OutOfScope.class);
  }

  @Test
  void rejectsVectorsThatDoNotFit() {
    assertThatThrownBy(
            () ->
                new Candidate(
                    pumps(Strictness.STRICT), new ScopeVectors(List.of(X), List.of(), List.of(Z))))
        .hasMessageContaining("examples");
    assertThatThrownBy(() -> judge.judge("q", new float[2], List.of(measured(Strictness.STRICT))))
        .hasMessageContaining("2 numbers");
    assertThat(judge.judge("q", new float[3], List.of(measured(Strictness.STRICT))))
        .isInstanceOf(ScopeOutcome.OutOfScope.class);
  }

  /** By words alone, what few of them are shared is refused: that is what vectors are for. */
  @Test
  void measuresTheLabelledQuestionsByWords() {
    ScopeReport strict = report(Strictness.STRICT);
    ScopeReport lenient = report(Strictness.LENIENT);

    assertThat(strict.inScope()).isEqualTo(96);
    assertThat(strict.outOfScope()).isEqualTo(96);
    assertThat(lenient.falseRefusalRate()).isLessThanOrEqualTo(0.02);
    assertThat(strict.falseAcceptRate()).as("%s", strict).isLessThanOrEqualTo(0.25);
    assertThat(strict.falseRefusalRate()).as("%s", strict).isLessThanOrEqualTo(0.60);
  }

  private ScopeReport report(Strictness strictness) {
    ScopeReport all = new ScopeReport(0, 0, List.of(), List.of());
    for (LabelledScopes labelled : LabelledScopes.read(strictness)) {
      List<Candidate> scope = List.of(new Candidate(labelled.scope(), ScopeVectors.NONE));
      all = all.plus(ScopeReport.of(labelled.rows(), row -> judge.judge(row, null, scope)));
    }
    return all;
  }
}
