package dev.parley.domain.guardrail.injection;

import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.Corpus.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints how many rows of a labelled JSONL file are flagged, per kind; its path is the argument.
 */
final class MeasureInjection {
  private MeasureInjection() {}

  public static void main(String[] args) throws IOException {
    List<Kept> rows = Corpus.kept(Path.of(args[0]));
    InjectionClassifier classifier = new InjectionClassifier();
    Map<String, int[]> kinds = new TreeMap<>();
    for (Kept row : rows) {
      InjectionJudgement judgement = classifier.judge(origin(row), row.text());
      int[] counts =
          kinds.computeIfAbsent(
              (row.attack() ? "+ " : "- ") + row.where() + " " + row.kind(), kind -> new int[2]);
      counts[0]++;
      if (judgement.flagged()) {
        counts[1]++;
      }
      if (args.length > 1
          && (judgement.flagged() != row.attack() || (!row.attack() && judgement.score() > 0.2))) {
        System.out.printf(
            Locale.ROOT,
            "%.3f %s | %s | %s%n",
            judgement.score(),
            row.kind(),
            row.text().lines().findFirst().orElse(""),
            judgement.reasons());
      }
    }
    kinds.forEach(
        (kind, counts) ->
            System.out.printf(Locale.ROOT, "%-50s %4d of %4d%n", kind, counts[1], counts[0]));
  }

  static Origin origin(Kept row) {
    return row.where().equals("user") ? Origin.USER : Origin.DOCUMENT;
  }
}
