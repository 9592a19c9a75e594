package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.Corpus.Kept;
import dev.parley.domain.guardrail.injection.Corpus.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The floors that the weights in the repository keep; the fit prints the left-out figures. */
@Tag("slow")
class InjectionMeasurementTest {
  private final InjectionClassifier classifier = new InjectionClassifier();

  private double flagged(Origin origin, List<Row> rows, boolean attack) {
    List<Row> chosen = rows.stream().filter(row -> row.attack() == attack).toList();
    assertThat(chosen).hasSizeGreaterThan(100);
    return flagged(origin, chosen);
  }

  private double flagged(Origin origin, List<Row> rows) {
    return (double)
            rows.stream().filter(row -> classifier.judge(origin, row.text()).flagged()).count()
        / rows.size();
  }

  @Test
  void tellsItsOwnMessagesApart() {
    List<Row> rows = Corpus.user();

    assertThat(flagged(Origin.USER, rows, true)).isGreaterThan(0.63);
    assertThat(flagged(Origin.USER, rows, false)).isLessThan(0.02);
  }

  @Test
  void tellsMessagesApartThatNoFitSaw() {
    List<Row> rows = Corpus.keptUser();
    List<Row> attacks = rows.stream().filter(Row::attack).toList();
    List<Row> harmless = rows.stream().filter(row -> !row.attack()).toList();

    assertThat(attacks).hasSize(97);
    assertThat(harmless).hasSize(79);
    assertThat(flagged(Origin.USER, attacks)).isGreaterThanOrEqualTo(0.5);
    assertThat(flagged(Origin.USER, harmless)).isLessThanOrEqualTo(0.06);
  }

  @Test
  void tellsItsOwnChunksApart() {
    List<Row> rows = Corpus.document();

    assertThat(flagged(Origin.DOCUMENT, rows, true)).isGreaterThan(0.8);
    assertThat(flagged(Origin.DOCUMENT, rows, false)).isLessThan(0.05);
  }

  @Test
  void keepsItsFloorsOnRowsItWasNotFittedTo() throws IOException {
    Optional<Path> file = Corpus.shared("injection-dev.jsonl");
    assumeTrue(file.isPresent(), "no shared data beside the repository");
    List<Kept> rows = Corpus.kept(file.orElseThrow());
    List<Kept> attacks = rows.stream().filter(Kept::attack).toList();
    List<Kept> harmless = rows.stream().filter(row -> !row.attack()).toList();

    assertThat(attacks).hasSize(125);
    assertThat(harmless).hasSize(113);
    assertThat((double) flagged(attacks) / attacks.size()).isGreaterThanOrEqualTo(0.92);
    assertThat((double) flagged(harmless) / harmless.size()).isLessThanOrEqualTo(0.01);
  }

  private long flagged(List<Kept> rows) {
    return rows.stream()
        .filter(row -> classifier.judge(MeasureInjection.origin(row), row.text()).flagged())
        .count();
  }
}
