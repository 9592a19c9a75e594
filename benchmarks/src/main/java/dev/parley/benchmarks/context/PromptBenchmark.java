package dev.parley.benchmarks.context;

import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.KeepFirstAndLast;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.PromptAssembler.Parts;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A prompt from a history of 200 turns, beside the turns' texts put together unread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
public class PromptBenchmark {
  private static final ContextBudget BUDGET = ContextBudget.ofPrompt(4_000);

  private final TokenCounter tokens = new EstimatingTokenCounter();
  private final PromptAssembler window = new PromptAssembler(tokens, new SlidingWindow());
  private final PromptAssembler firstAndLast =
      new PromptAssembler(tokens, new KeepFirstAndLast(2, new SlidingWindow()));
  private final List<Turn> history = history();
  private final Parts parts =
      new Parts(
          "You are the guide of a museum.",
          "",
          null,
          history,
          List.of(new Turn(Speaker.USER, "How long is the bridge?")),
          List.of());

  private static List<Turn> history() {
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Speaker speaker = i % 2 == 0 ? Speaker.USER : Speaker.ASSISTANT;
      turns.add(new Turn(speaker, "Turn " + i + " says where the oldest bridge is. ".repeat(6)));
    }
    return turns;
  }

  @Benchmark
  public Object assemblesWindow() {
    return window.assemble(parts, BUDGET);
  }

  @Benchmark
  public Object assemblesFirstAndLast() {
    return firstAndLast.assemble(parts, BUDGET);
  }

  @Benchmark
  public Object concatenates() {
    StringBuilder text = new StringBuilder();
    for (Turn turn : history) {
      text.append(turn.speaker()).append(": ").append(turn.text()).append('\n');
    }
    return text.toString();
  }
}
