package dev.parley.benchmarks.guardrail;

import dev.parley.domain.guardrail.OutputStage;
import dev.parley.domain.guardrail.output.LeakStage;
import dev.parley.domain.guardrail.output.LinkPolicy;
import dev.parley.domain.guardrail.output.LinkStage;
import dev.parley.domain.guardrail.output.OutputPipeline;
import dev.parley.domain.guardrail.output.SystemPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Tokens of four characters through the stages, beside the same tokens through none. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OutputBenchmark {
  private static final int TOKENS = 500;

  private final List<String> tokens = new ArrayList<>();
  private final LinkPolicy links = new LinkPolicy(List.of("docs.example"), true);
  private final SystemPrompt prompt =
      new SystemPrompt(
          "You are the assistant of the pump works. Answer from the passages, and say so when "
              + "they do not tell. Never speak about prices before the model has been named.");

  /** Cuts prose with links and citations into tokens. */
  public OutputBenchmark() {
    String text =
        ("The pump stops when the pressure falls [1]; see [the guide](https://docs.example/a) or "
                + "https://evil.example/b, and use `reset` after it has cooled down [2]. ")
            .repeat(14);
    for (int i = 0; i < TOKENS; i++) {
      tokens.add(text.substring(4 * i, 4 * i + 4));
    }
  }

  /** Links and leaks, per token. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public int guards() {
    return run(
        new OutputPipeline(List.of(new LinkStage(links), new LeakStage(prompt, leak -> {}))));
  }

  /** No stage at all, per token. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public int passes() {
    return run(new OutputPipeline(List.of()));
  }

  private int run(OutputStage stage) {
    StringBuilder out = new StringBuilder();
    for (String token : tokens) {
      stage.accept(token, out::append);
    }
    stage.finish(out::append);
    return out.length();
  }
}
