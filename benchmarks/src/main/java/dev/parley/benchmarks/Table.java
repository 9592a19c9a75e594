package dev.parley.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results as a Markdown table, as docs/benchmarks.md holds them. */
final class Table {
  private Table() {}

  static String of(Collection<RunResult> results) {
    return results.stream()
        .map(Table::row)
        .sorted()
        .collect(
            Collectors.joining(
                "\n", "| benchmark | parameters | result |\n|---|---|---:|\n", "\n"));
  }

  private static String row(RunResult run) {
    String name = run.getParams().getBenchmark();
    String parameters =
        run.getParams().getParamsKeys().stream()
            .map(key -> key + " " + run.getParams().getParam(key))
            .collect(Collectors.joining(", "));
    Result<?> result = run.getPrimaryResult();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.1f ± %,.1f %s |",
        name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
        parameters,
        result.getScore(),
        result.getScoreError(),
        result.getScoreUnit());
  }
}
