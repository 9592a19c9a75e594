package dev.parley.benchmarks.context;

import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A page of prose through the estimator. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class TokenCounterBenchmark {
  private final TokenCounter counter = new EstimatingTokenCounter();
  private final String page =
      "The lease of a run is renewed while its node lives; another node ends it otherwise. "
          .repeat(24);

  /** 2,016 characters. */
  @Benchmark
  public int countsPage() {
    return counter.count(page);
  }
}
