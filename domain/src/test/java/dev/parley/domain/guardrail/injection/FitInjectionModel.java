package dev.parley.domain.guardrail.injection;

import dev.parley.domain.guardrail.injection.Corpus.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Fits the weights of both models to our own corpus and writes them. Logistic regression by
 * gradient descent with L2, no randomness, and no weight below 0 for what incriminates: the same
 * corpus gives the same file. The fifth part of the corpus' lines is left out in turn (all variants
 * of a line together), the threshold is the score that one harmless left-out row in fifty reaches
 * (in twenty, for documents), and the bias is moved so that it lies at 0.5.
 *
 * <pre>
 * mvn -q -pl domain test-compile
 * java -cp domain/target/classes:domain/target/test-classes \
 *   dev.parley.domain.guardrail.injection.FitInjectionModel domain/src/main/resources
 * </pre>
 *
 * <p>With {@code kinds} behind the folder it writes nothing and prints how many of a caller's
 * attacks are flagged by a model that was fitted without any of their kind.
 */
final class FitInjectionModel {
  private static final int FOLDS = 5;
  private static final int ROUNDS = 5_000;
  private static final double RATE = 0.8;
  private static final double DECAY = 0.0003;

  private FitInjectionModel() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0], "dev/parley/domain/guardrail/injection");
    PrintStream out = System.out;
    if (args.length > 1 && args[1].equals("kinds")) {
      leaveKindsOut(Corpus.user(), 0.02, out);
      return;
    }
    fit(Corpus.user(), folder.resolve("weights-user.tsv"), "what a caller types", 0.02, out);
    fit(
        Corpus.document(),
        folder.resolve("weights-document.tsv"),
        "documents and tool results",
        0.05,
        out);
  }

  private static void fit(
      List<Row> rows, Path file, String what, double falseAlarms, PrintStream out)
      throws IOException {
    double[][] x = rows.stream().map(row -> vector(row.text())).toArray(double[][]::new);
    double[] held = new double[rows.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      int left = fold;
      double[] w = train(rows, x, row -> row.source() % FOLDS != left);
      for (int i = 0; i < held.length; i++) {
        if (rows.get(i).source() % FOLDS == left) {
          held[i] = odds(w, x[i]);
        }
      }
    }
    double cut = cut(rows, held, falseAlarms);
    double[] w = train(rows, x, row -> true);
    w[Feature.count()] -= cut;
    report(rows, held, cut, what, out);
    StringBuilder lines = new StringBuilder();
    lines
        .append("# Weights for ")
        .append(what)
        .append(": log odds per feature. Written by FitInjectionModel, not by hand.\n")
        .append("# The bias is set so that the threshold is 0.5: the score that ")
        .append(Math.round(falseAlarms * 100))
        .append("% of the\n")
        .append("# corpus' harmless rows reach when their line is left out of the fit.\n")
        .append("threshold\t0.5\n");
    line(lines, "bias", w[Feature.count()]);
    for (int i = 0; i < Feature.count(); i++) {
      line(lines, Feature.at(i).label(), w[i]);
    }
    Files.writeString(file, lines, StandardCharsets.UTF_8);
  }

  private static void leaveKindsOut(List<Row> rows, double falseAlarms, PrintStream out) {
    double[][] x = rows.stream().map(row -> vector(row.text())).toArray(double[][]::new);
    Map<Integer, String> kinds = new TreeMap<>();
    rows.stream().filter(Row::attack).forEach(row -> kinds.putIfAbsent(row.source(), row.kind()));
    int[] all = new int[2];
    for (String kind : new TreeSet<>(kinds.values())) {
      // The harmless rows that set the threshold were left out as well, one half at a time.
      double[] odds = new double[rows.size()];
      for (int half = 0; half < 2; half++) {
        int left = half;
        double[] w =
            train(
                rows,
                x,
                row ->
                    row.attack()
                        ? !kind.equals(kinds.get(row.source()))
                        : row.source() % 2 != left);
        for (int i = 0; i < odds.length; i++) {
          if (rows.get(i).attack()) {
            odds[i] += odds(w, x[i]) / 2;
          } else if (rows.get(i).source() % 2 == left) {
            odds[i] = odds(w, x[i]);
          }
        }
      }
      double cut = cut(rows, odds, falseAlarms);
      int[] counts = new int[2];
      for (int i = 0; i < odds.length; i++) {
        if (rows.get(i).attack() && rows.get(i).kind().equals(kind)) {
          counts[0]++;
          counts[1] += odds[i] >= cut ? 1 : 0;
        }
      }
      out.printf(Locale.ROOT, "  %-18s %4d of %4d%n", kind, counts[1], counts[0]);
      all[0] += counts[0];
      all[1] += counts[1];
    }
    out.printf(Locale.ROOT, "kinds left out: %d of %d flagged%n", all[1], all[0]);
  }

  private static void line(StringBuilder out, String name, double number) {
    out.append(String.format(Locale.ROOT, "%s\t%.4f%n", name, number));
  }

  private static double[] vector(String text) {
    Features features = Features.of(text);
    double[] x = new double[Feature.count()];
    for (int i = 0; i < x.length; i++) {
      x[i] = features.get(Feature.at(i));
    }
    return x;
  }

  private interface Choice {
    boolean takes(Row row);
  }

  private static double[] train(List<Row> rows, double[][] x, Choice choice) {
    Map<String, Integer> perClass = new TreeMap<>();
    for (Row row : rows) {
      if (choice.takes(row)) {
        perClass.merge(row.attack() ? "attack" : "harmless", 1, Integer::sum);
      }
    }
    double[] w = new double[Feature.count() + 1];
    double[] speed = new double[w.length];
    for (int round = 0; round < ROUNDS; round++) {
      double[] gradient = new double[w.length];
      for (int i = 0; i < x.length; i++) {
        Row row = rows.get(i);
        if (!choice.takes(row)) {
          continue;
        }
        double size = perClass.getOrDefault(row.attack() ? "attack" : "harmless", 1);
        double error = ((row.attack() ? 1 : 0) - 1 / (1 + Math.exp(-odds(w, x[i])))) / size / 2;
        for (int j = 0; j < x[i].length; j++) {
          gradient[j] += error * x[i][j];
        }
        gradient[w.length - 1] += error;
      }
      for (int j = 0; j < w.length; j++) {
        double pull = j < w.length - 1 ? DECAY * w[j] : 0;
        speed[j] = 0.9 * speed[j] + RATE * (gradient[j] - pull);
        w[j] += speed[j];
        if (j < w.length - 1 && w[j] < 0 && Feature.at(j).incriminates()) {
          w[j] = 0;
          speed[j] = 0;
        }
      }
    }
    return w;
  }

  private static double odds(double[] w, double[] x) {
    double odds = w[w.length - 1];
    for (int j = 0; j < x.length; j++) {
      odds += w[j] * x[j];
    }
    return odds;
  }

  private static double cut(List<Row> rows, double[] odds, double falseAlarms) {
    double[] harmless = new double[rows.size()];
    int count = 0;
    for (int i = 0; i < odds.length; i++) {
      if (!rows.get(i).attack()) {
        harmless[count++] = odds[i];
      }
    }
    harmless = Arrays.copyOf(harmless, count);
    Arrays.sort(harmless);
    return harmless[count - 1 - (int) (count * falseAlarms)] + 1e-6;
  }

  private static void report(
      List<Row> rows, double[] odds, double cut, String what, PrintStream out) {
    Map<String, int[]> kinds = new TreeMap<>();
    for (int i = 0; i < odds.length; i++) {
      Row row = rows.get(i);
      int[] counts =
          kinds.computeIfAbsent((row.attack() ? "+ " : "- ") + row.kind(), kind -> new int[2]);
      counts[0]++;
      if (odds[i] >= cut) {
        counts[1]++;
      }
      if (row.attack() != odds[i] >= cut) {
        out.printf(
            Locale.ROOT, "  %+.2f %s %s%n", odds[i] - cut, row.kind(), row.text().lines().toList());
      }
    }
    out.printf(Locale.ROOT, "%s: left-out rows flagged, threshold at log odds %.2f%n", what, cut);
    kinds.forEach(
        (kind, counts) ->
            out.printf(Locale.ROOT, "  %-18s %4d of %4d%n", kind, counts[1], counts[0]));
  }
}
