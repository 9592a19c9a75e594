package dev.parley.bootstrap.simulate;

import dev.parley.bootstrap.simulate.Outcome.TenantOutcome;
import dev.parley.bootstrap.simulate.Outcome.Waits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A simulation's outcome for people, for programs, and as a picture. */
public final class Report {
  private static final double P50 = 0.50;
  private static final double P95 = 0.95;
  private static final double P99 = 0.99;

  private final Scenario scenario;
  private final Outcome outcome;
  private final List<TenantOutcome> isolated;
  private final List<Neighbour> neighbours;

  private Report(
      Scenario scenario,
      Outcome outcome,
      List<TenantOutcome> isolated,
      List<Neighbour> neighbours) {
    this.scenario = scenario;
    this.outcome = outcome;
    this.isolated = List.copyOf(isolated);
    this.neighbours = List.copyOf(neighbours);
  }

  /**
   * How the light tenants fare beside the noisy one under a policy.
   *
   * @param longest the longest p99 wait of them, in seconds, of interactive requests
   * @param ratio the greatest ratio of a light tenant's p99 wait to what it waits alone
   */
  record Neighbour(Policy policy, double longest, double ratio) {}

  /**
   * Runs a scenario. With a noisy tenant also every other tenant alone on its share, and the other
   * policies.
   */
  public static Report of(Scenario scenario) {
    Outcome outcome = Simulation.run(scenario);
    List<TenantOutcome> isolated = new ArrayList<>();
    List<Neighbour> neighbours = new ArrayList<>();
    if (scenario.noise() > 1) {
      for (int tenant = 0; tenant < scenario.tenants() - 1; tenant++) {
        isolated.add(Simulation.isolated(scenario, tenant));
      }
      for (Policy policy : Policy.values()) {
        Outcome other =
            policy == scenario.policy() ? outcome : Simulation.run(scenario.with(policy));
        neighbours.add(neighbour(policy, other, isolated));
      }
    }
    return new Report(scenario, outcome, isolated, neighbours);
  }

  private static Neighbour neighbour(Policy policy, Outcome outcome, List<TenantOutcome> isolated) {
    double longest = 0;
    double ratio = 0;
    for (int tenant = 0; tenant < isolated.size(); tenant++) {
      double beside = outcome.tenants().get(tenant).watched(P99);
      longest = Math.max(longest, beside);
      ratio = Math.max(ratio, ratio(beside, isolated.get(tenant).watched(P99)));
    }
    return new Neighbour(policy, longest, ratio);
  }

  /** Infinite where a tenant that waits would not have waited alone. */
  private static double ratio(double beside, double alone) {
    return beside == 0 ? 0 : beside / alone;
  }

  /** The greatest ratio of a light tenant's p99 wait beside the noisy one to its p99 wait alone. */
  double lightRatio(Policy policy) {
    return neighbours.stream()
        .filter(neighbour -> neighbour.policy() == policy)
        .findFirst()
        .orElseThrow()
        .ratio();
  }

  Outcome outcome() {
    return outcome;
  }

  Scenario scenario() {
    return scenario;
  }

  List<TenantOutcome> isolated() {
    return isolated;
  }

  /** Lines of text, without a line's end at the end. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%d workers x %d slots, policy %s, %d tenants at %.2f of their share, mix %s, seed %d",
            scenario.workers(),
            scenario.batch(),
            word(scenario.policy()),
            scenario.tenants(),
            scenario.load(),
            scenario.mix(),
            scenario.seed()));
    lines.add("");
    boolean alone = !isolated.isEmpty();
    lines.add(
        format(
                "%-10s %9s %10s %10s %10s %12s",
                "tenant", "requests", "p50 wait", "p95 wait", "p99 wait", "tokens/s")
            + (alone ? format(" %12s %8s", "p99 alone", "ratio") : ""));
    for (int tenant = 0; tenant < outcome.tenants().size(); tenant++) {
      TenantOutcome fared = outcome.tenants().get(tenant);
      String line =
          format(
              "%-10s %9d %8.2f s %8.2f s %8.2f s %12.1f",
              fared.name(),
              fared.waits().size(),
              fared.waited(P50),
              fared.waited(P95),
              fared.waited(P99),
              fared.tokensPerSecond());
      if (tenant < isolated.size()) {
        double p99 = isolated.get(tenant).watched(P99);
        line += format(" %10.2f s %8.2f", p99, ratio(fared.watched(P99), p99));
      }
      lines.add(line);
    }
    urgency(lines);
    lines.add("");
    lines.add(
        format("fairness gap: %d tokens", outcome.gap())
            + (scenario.policy() == Policy.FAIR
                ? format(" (bound: %d)", outcome.gapBound())
                : " (this policy has no bound)"));
    if (alone) {
      lines.add("");
      lines.add(
          format(
              "Light tenants beside a neighbour %dx as loud; alone means with their share of the"
                  + " servers (%d of %d slots) to themselves:",
              scenario.noise(), scenario.share(), scenario.slots()));
      for (Neighbour neighbour : neighbours) {
        lines.add(
            format(
                "  %-9s longest p99 wait %8.2f s, at most %.2fx as long as alone",
                word(neighbour.policy()), neighbour.longest(), neighbour.ratio()));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** How urgent work fared beside less urgent, where there is any. */
  private void urgency(List<String> lines) {
    if (scenario.mix().equals(Mix.INTERACTIVE)) {
      return;
    }
    lines.add("");
    if (!isolated.isEmpty()) {
      lines.add("p99 alone and the ratio are of interactive requests.");
      lines.add("");
    }
    lines.add(
        format(
            "%-11s %8s %10s %10s %10s",
            "priority", "requests", "p50 wait", "p95 wait", "p99 wait"));
    for (Priority priority : Priority.values()) {
      Waits waits = outcome.urgency().get(priority);
      if (waits != null) {
        lines.add(
            format(
                "%-11s %8d %8.2f s %8.2f s %8.2f s",
                word(priority),
                waits.nanos().size(),
                waits.longest(P50),
                waits.longest(P95),
                waits.longest(P99)));
      }
    }
  }

  /** The same for programs: JSON's objects as maps, seconds as numbers. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("workers", scenario.workers());
    values.put("batch", scenario.batch());
    values.put("requests", scenario.requests());
    values.put("policy", word(scenario.policy()));
    values.put("seed", scenario.seed());
    values.put("load", scenario.load());
    List<Map<String, Object>> tenants = new ArrayList<>();
    for (int tenant = 0; tenant < outcome.tenants().size(); tenant++) {
      Map<String, Object> entry = values(outcome.tenants().get(tenant));
      if (tenant < isolated.size()) {
        entry.put("p99_wait_alone_seconds", isolated.get(tenant).watched(P99));
      }
      tenants.add(entry);
    }
    values.put("tenants", tenants);
    values.put("mix", scenario.mix().toString());
    Map<String, Object> priorities = new LinkedHashMap<>();
    for (Priority priority : Priority.values()) {
      Waits waits = outcome.urgency().get(priority);
      if (waits != null) {
        priorities.put(word(priority), waits.longest(P99));
      }
    }
    values.put("p99_wait_seconds", priorities);
    values.put("fairness_gap_tokens", outcome.gap());
    if (scenario.policy() == Policy.FAIR) {
      values.put("fairness_gap_bound_tokens", outcome.gapBound());
    }
    if (!neighbours.isEmpty()) {
      Map<String, Object> ratios = new LinkedHashMap<>();
      // JSON has no infinity.
      neighbours.forEach(
          neighbour ->
              ratios.put(
                  word(neighbour.policy()),
                  Double.isFinite(neighbour.ratio()) ? neighbour.ratio() : "infinite"));
      values.put("noise", scenario.noise());
      values.put("light_p99_wait_ratio", ratios);
    }
    return values;
  }

  private static Map<String, Object> values(TenantOutcome fared) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("tenant", fared.name());
    values.put("requests", fared.waits().size());
    values.put("p50_wait_seconds", fared.waited(P50));
    values.put("p95_wait_seconds", fared.waited(P95));
    values.put("p99_wait_seconds", fared.waited(P99));
    values.put("tokens_per_second", fared.tokensPerSecond());
    return values;
  }

  /** An SVG picture. */
  public String plot() {
    return new Plot(this).svg();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  // The annotation that it asks for is in a library that nothing else here needs.
  @SuppressWarnings("AnnotateFormatMethod")
  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
