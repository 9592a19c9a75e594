package dev.parley.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.domain.evaluation.EvaluationFigures.Judged;
import dev.parley.domain.evaluation.GoldenAnswer.Result;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvaluationFiguresTest {
  private static final DocumentId A = new DocumentId(new UUID(1, 1));
  private static final DocumentId B = new DocumentId(new UUID(1, 2));
  private static final DocumentId C = new DocumentId(new UUID(1, 3));

  private static Judged judged(
      Set<DocumentId> relevant,
      boolean refuse,
      Result result,
      List<DocumentId> found,
      List<DocumentId> cited) {
    return new Judged(
        new GoldenQuestion("Which?", relevant, refuse),
        new GoldenAnswer(
            result,
            result == Result.ANSWERED ? null : "reason",
            "",
            found,
            cited,
            new TokenUsage(10, 2, new Money(5)),
            Duration.ofMillis(100 + 10L * cited.size())));
  }

  private static Judged answered(
      Set<DocumentId> relevant, List<DocumentId> found, List<DocumentId> cited) {
    return judged(relevant, false, Result.ANSWERED, found, cited);
  }

  private static Judged plain(boolean refuse, Result result) {
    return judged(Set.of(), refuse, result, List.of(), List.of());
  }

  @Test
  void hasNoRatesOfNothing() {
    EvaluationFigures figures = EvaluationFigures.of(List.of(), 10);

    assertThat(figures)
        .isEqualTo(
            new EvaluationFigures(
                0, 0, 0, null, null, null, null, null, 0, null, 0, null, null, Money.ZERO));
  }

  @Test
  void judgesRankingsToTheirDepth() {
    EvaluationFigures figures =
        EvaluationFigures.of(
            List.of(
                answered(Set.of(A), List.of(B, A), List.of()),
                answered(Set.of(A, B), List.of(C, C, A, B), List.of())),
            2);

    // C is one document, however many of its passages were found.
    assertThat(figures.recall()).isEqualTo((1 + 0.5) / 2);
    assertThat(figures.reciprocalRank()).isEqualTo(0.5);
    double second = Math.log(2) / Math.log(3);
    assertThat(figures.ndcg()).isCloseTo((second + second / (1 + second)) / 2, within(1e-12));
  }

  @Test
  void judgesCitationsOfAnswersAlone() {
    EvaluationFigures figures =
        EvaluationFigures.of(
            List.of(
                answered(Set.of(A, B), List.of(), List.of(A, A, C)),
                answered(Set.of(B), List.of(), List.of()),
                answered(Set.of(), List.of(), List.of(C, C)),
                judged(Set.of(A), false, Result.REFUSED, List.of(), List.of(C))),
            10);

    assertThat(figures.citationPrecision()).isEqualTo(2.0 / 3);
    assertThat(figures.citationRecall()).isEqualTo((0.5 + 0) / 2);
  }

  @Test
  void countsFalseRefusalsAndAccepts() {
    EvaluationFigures figures =
        EvaluationFigures.of(
            List.of(
                plain(false, Result.ANSWERED),
                plain(false, Result.ANSWERED),
                plain(false, Result.REFUSED),
                plain(false, Result.FAILED),
                plain(true, Result.REFUSED),
                plain(true, Result.ANSWERED)),
            10);

    assertThat(figures.answered()).isEqualTo(3);
    assertThat(figures.refused()).isEqualTo(2);
    assertThat(figures.failed()).isEqualTo(1);
    assertThat(figures.falseRefusals()).isEqualTo(1);
    assertThat(figures.falseRefusalRate()).isEqualTo(1.0 / 3);
    assertThat(figures.falseAccepts()).isEqualTo(1);
    assertThat(figures.falseAcceptRate()).isEqualTo(1.0 / 2);
    assertThat(figures.cost()).isEqualTo(new Money(30));
    assertThat(figures.recall()).isNull();
    assertThat(figures.citationPrecision()).isNull();
  }

  @Test
  void tellsTheMedianOfTheTimes() {
    EvaluationFigures figures =
        EvaluationFigures.of(
            List.of(
                answered(Set.of(), List.of(), List.of(A, B)),
                answered(Set.of(), List.of(), List.of()),
                answered(Set.of(), List.of(), List.of(A))),
            10);

    assertThat(figures.medianMillis()).isEqualTo(110);
  }
}
