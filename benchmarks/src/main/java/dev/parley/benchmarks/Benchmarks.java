package dev.parley.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The program behind {@code ./parley bench domain}: every benchmark, or those whose name matches
 * one of the regular expressions given.
 */
public final class Benchmarks {
  private Benchmarks() {}

  /** Runs to the end and prints a table. */
  public static void main(String[] names) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    Arrays.stream(names).forEach(options::include);
    options
        .forks(1)
        .warmupIterations(3)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(5)
        .measurementTime(TimeValue.seconds(1))
        .timeUnit(TimeUnit.NANOSECONDS)
        .jvmArgsAppend("-Xmx2g", "-Xms2g");
    System.out.println(Machine.describe());
    System.out.println(Table.of(new Runner(options.build()).run()));
  }
}
