package dev.parley.application.tool;

import dev.parley.domain.quota.Money;
import dev.parley.domain.tool.ToolSpec;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A tool that does what a test planned, and remembers how it was called. */
public final class PlannedTool implements Tool {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"}}}";

  private final ToolSpec spec;
  private volatile Function<Invocation, Result> plan;
  private final List<Invocation> calls = new CopyOnWriteArrayList<>();

  /** One without effects that returns its own name. */
  public PlannedTool(String name) {
    this(name, false, call -> new Result.Succeeded("what " + name + " says", Money.ZERO));
  }

  public PlannedTool(String name, boolean sideEffects, Function<Invocation, Result> plan) {
    this.spec = new ToolSpec(name, "Does " + name + ".", SCHEMA, sideEffects, true);
    this.plan = plan;
  }

  /** Has it do something else from now on. */
  public void does(Function<Invocation, Result> other) {
    plan = other;
  }

  @Override
  public ToolSpec spec() {
    return spec;
  }

  @Override
  public Result call(Invocation invocation) {
    calls.add(invocation);
    return plan.apply(invocation);
  }

  /** How it was called, oldest first. */
  public List<Invocation> calls() {
    return List.copyOf(calls);
  }
}
