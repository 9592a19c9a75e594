package dev.parley.benchmarks.guardrail.injection;

import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Prose of one and of sixteen kibibytes through the classifier, all decodings included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class InjectionBenchmark {
  private static final String PROSE =
      "The harbour was rebuilt in 1950 and handles four million tons a year. ";

  private final InjectionClassifier classifier = new InjectionClassifier();

  /** Length of the text in characters. */
  @Param({"1024", "16384"})
  public int length;

  /** One text; the score keeps the work alive. */
  @Benchmark
  public double judgesText() {
    String text = PROSE.repeat(length / PROSE.length() + 1).substring(0, length);
    return classifier.judge(Origin.DOCUMENT, text).score();
  }
}
