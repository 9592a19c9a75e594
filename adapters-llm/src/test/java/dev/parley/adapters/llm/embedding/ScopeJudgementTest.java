package dev.parley.adapters.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.ScopeJudge;
import dev.parley.domain.scope.ScopeReport;
import dev.parley.domain.scope.ScopeVectors;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the thresholds of {@link ScopeJudge} come from: the labelled questions of the domain. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ScopeJudgementTest {
  private static final Path LABELLED =
      Path.of("../domain/src/test/resources/dev/parley/domain/scope/labelled.txt");

  private static final Path DIRECTORY = ModelDirectory.shared();

  @SuppressWarnings("NullAway.Init")
  private static InProcessEmbeddingModel model;

  private static final Map<String, float[]> VECTORS = new HashMap<>();

  @BeforeAll
  static void load() {
    model = new InProcessEmbeddingModel(LocalModel.ALL_MINILM_L6_V2, DIRECTORY, 2);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static float[] vector(String text) {
    return VECTORS.computeIfAbsent(text, unseen -> model.embed(List.of(unseen)).getFirst());
  }

  private static List<float[]> vectors(List<String> texts) {
    return texts.stream().map(ScopeJudgementTest::vector).toList();
  }

  private static List<String> of(List<String> lines, String mark) {
    return lines.stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }

  private static Scope scope(List<String> lines, Strictness strictness) {
    return new Scope(
        new ScopeId(new UUID(1, 1)),
        new TenantId(new UUID(2, 2)),
        lines.getFirst(),
        "",
        of(lines, "+ "),
        of(lines, "? "),
        of(lines, "- "),
        "",
        strictness,
        Map.of(),
        false,
        null,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static ScopeReport report(Strictness strictness) throws IOException {
    ScopeReport all = new ScopeReport(0, 0, List.of(), List.of());
    for (String block : Files.readString(LABELLED).split("(?m)^= ", -1)) {
      if (block.isBlank()) {
        continue;
      }
      List<String> lines = block.lines().toList();
      Scope scope = scope(lines, strictness);
      ScopeVectors vectors =
          new ScopeVectors(
              vectors(scope.allowedTopics()),
              vectors(scope.exampleQuestions()),
              vectors(scope.deniedTopics()));
      List<ScopeJudge.Candidate> candidates = List.of(new ScopeJudge.Candidate(scope, vectors));
      List<ScopeReport.Labelled> rows = new ArrayList<>();
      of(lines, "in ").forEach(row -> rows.add(new ScopeReport.Labelled(row, true)));
      of(lines, "out ").forEach(row -> rows.add(new ScopeReport.Labelled(row, false)));
      all =
          all.plus(
              ScopeReport.of(
                  rows,
                  question -> new ScopeJudge().judge(question, vector(question), candidates)));
    }
    return all;
  }

  /** 10% and 52% when the thresholds were set. */
  @Test
  void lenientScopesSeldomRefuseWhatBelongs() throws IOException {
    ScopeReport report = report(Strictness.LENIENT);

    assertThat(report.inScope()).isEqualTo(96);
    assertThat(report.falseRefusalRate()).isLessThanOrEqualTo(0.13);
    assertThat(report.falseAcceptRate()).isLessThanOrEqualTo(0.55);
  }

  /** 29% and 31% when the thresholds were set. */
  @Test
  void strictScopesAdmitLess() throws IOException {
    ScopeReport report = report(Strictness.STRICT);

    assertThat(report.outOfScope()).isEqualTo(96);
    assertThat(report.falseRefusalRate()).isLessThanOrEqualTo(0.31);
    assertThat(report.falseAcceptRate()).isLessThanOrEqualTo(0.33);
  }
}
