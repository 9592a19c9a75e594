package dev.parley.adapters.llm.embedding;

import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeCalibration;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.ScopeJudge;
import dev.parley.domain.scope.ScopeReport;
import dev.parley.domain.scope.ScopeReport.Labelled;
import dev.parley.domain.scope.ScopeVectors;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The labelled questions of the domain's tests, and their vectors by one model. */
final class ScopeRows {
  private static final Path LABELLED =
      Path.of("../domain/src/test/resources/dev/parley/domain/scope/labelled.txt");

  private final InProcessEmbeddingModel model;
  private final Map<String, float[]> vectors = new HashMap<>();
  private final List<List<String>> blocks;

  ScopeRows(InProcessEmbeddingModel model) {
    this.model = model;
    try {
      this.blocks =
          List.of(Files.readString(LABELLED).split("(?m)^= ", -1)).stream()
              .filter(block -> !block.isBlank())
              .map(block -> block.lines().toList())
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a judge errs on the questions that belong and those that do not, of all scopes. */
  ScopeReport report(Strictness strictness, ScopeCalibration calibration) {
    return report(strictness, calibration, "in ", "out ");
  }

  /**
   * The same of questions that may be asked and those about what is denied; judged by what is
   * denied alone, under a calibration that refuses nothing else.
   */
  ScopeReport denials(ScopeCalibration calibration) {
    return report(
        Strictness.LENIENT,
        new ScopeCalibration(calibration.words(), -1, -1, calibration.denied()),
        "in ",
        "denied ");
  }

  private ScopeReport report(
      Strictness strictness, ScopeCalibration calibration, String allowed, String refused) {
    ScopeJudge judge = new ScopeJudge(calibration);
    ScopeReport all = new ScopeReport(0, 0, List.of(), List.of());
    for (List<String> lines : blocks) {
      Scope scope = scope(lines, strictness);
      ScopeVectors phrases =
          new ScopeVectors(
              vectors(scope.allowedTopics()),
              vectors(scope.exampleQuestions()),
              vectors(scope.deniedTopics()));
      List<ScopeJudge.Candidate> candidates = List.of(new ScopeJudge.Candidate(scope, phrases));
      List<Labelled> rows = new ArrayList<>();
      of(lines, allowed).forEach(row -> rows.add(new Labelled(row, true)));
      of(lines, refused).forEach(row -> rows.add(new Labelled(row, false)));
      all =
          all.plus(
              ScopeReport.of(
                  rows, question -> judge.judge(question, vector(question), candidates)));
    }
    return all;
  }

  private float[] vector(String text) {
    return vectors.computeIfAbsent(text, unseen -> model.embed(List.of(unseen)).getFirst());
  }

  private List<float[]> vectors(List<String> texts) {
    return texts.stream().map(this::vector).toList();
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
}
