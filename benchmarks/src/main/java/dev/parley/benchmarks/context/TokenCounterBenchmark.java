package dev.parley.benchmarks.context;

import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.Base64;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A page of each kind through the estimator, beside reading its characters alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class TokenCounterBenchmark {
  private static final int LENGTH = 2_016;

  private final TokenCounter counter = new EstimatingTokenCounter();

  @Param({"prose", "code", "chinese", "base64", "blanks"})
  public String kind = "prose";

  private String page = "";

  @Setup
  public void fill() {
    String piece =
        switch (kind) {
          case "prose" -> "The lease of a run is renewed while its node lives; another ends it. ";
          case "code" -> "if (rows[i] == null) { total += 12; } else { return map.get(\"a\"); }\n";
          case "chinese" -> "水泵在四巴时启动，阀门关闭后停止。";
          case "base64" -> base64();
          default -> " \t \n\n    ";
        };
    page = piece.repeat(LENGTH / piece.length() + 1).substring(0, LENGTH);
  }

  private static String base64() {
    byte[] bytes = new byte[LENGTH];
    new Random(26).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** 2,016 characters. */
  @Benchmark
  public int countsPage() {
    return counter.count(page);
  }

  /** What any counter has to do. */
  @Benchmark
  public int readsPage() {
    int sum = 0;
    for (int i = 0; i < page.length(); i++) {
      sum += page.charAt(i);
    }
    return sum;
  }
}
