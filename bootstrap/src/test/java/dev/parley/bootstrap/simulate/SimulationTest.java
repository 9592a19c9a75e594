package dev.parley.bootstrap.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bootstrap.simulate.Outcome.TenantOutcome;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.validation.InvalidValue;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final double LOAD = 0.8;

  private static Scenario scenario(Policy policy, int noise, long seed) {
    return new Scenario(4, 8, 200, policy, 4, noise, LOAD, seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepsLightTenantsNearTheirIsolatedWaitBesideANoisyOne(long seed) {
    Report report = Report.of(scenario(Policy.FAIR, 10, seed));

    assertThat(report.lightRatio(Policy.FAIR)).isLessThanOrEqualTo(1.3);
    assertThat(report.lightRatio(Policy.FIFO)).isGreaterThan(5);
    assertThat(report.lightRatio(Policy.PRIORITY)).isGreaterThan(5);
  }

  @Test
  void staysWithinTheFairnessBoundOnlyUnderFairness() {
    Outcome fair = Simulation.run(scenario(Policy.FAIR, 10, 1));
    Outcome fifo = Simulation.run(scenario(Policy.FIFO, 10, 1));

    assertThat(fair.gap()).isPositive().isLessThanOrEqualTo(fair.gapBound());
    assertThat(fifo.gap()).isGreaterThan(fair.gap() * 5);
    assertThat(fair.gapBound()).isEqualTo(2 * (4_000 + 2 * 32 * 1_000));
  }

  @Test
  void answersEveryQuestionOnce() {
    Outcome outcome = Simulation.run(scenario(Policy.FAIR, 3, 7));

    assertThat(outcome.tenants())
        .extracting(tenant -> tenant.waits().size())
        .containsExactly(200, 200, 200, 600);
    assertThat(outcome.tenants())
        .extracting(TenantOutcome::name)
        .containsExactly("tenant-1", "tenant-2", "tenant-3", "noisy");
    for (int tenant = 0; tenant < 4; tenant++) {
      long asked =
          Workload.of(scenario(Policy.FAIR, 3, 7), tenant).stream()
              .mapToLong(question -> question.inputTokens() + 2L * question.outputTokens())
              .sum();
      assertThat(outcome.tenants().get(tenant).service().getLast().tokens()).isEqualTo(asked);
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(Simulation.run(scenario(Policy.FAIR, 10, 3)))
        .isEqualTo(Simulation.run(scenario(Policy.FAIR, 10, 3)))
        .isNotEqualTo(Simulation.run(scenario(Policy.FAIR, 10, 4)));
  }

  @Test
  void asksTheSameOfALightTenantWhoeverIsBesideIt() {
    assertThat(Workload.of(scenario(Policy.FAIR, 10, 1), 0))
        .isEqualTo(Workload.of(scenario(Policy.FAIR, 1, 1), 0));
    assertThat(Workload.of(scenario(Policy.FAIR, 10, 1), 3)).hasSize(2_000);
  }

  @Test
  void waitsForNothingWhereSlotsAreFree() {
    Outcome outcome = Simulation.run(new Scenario(4, 8, 10, Policy.FAIR, 1, 1, 0.05, 1));

    assertThat(outcome.tenants().getFirst().waited(1)).isZero();
    assertThat(outcome.gap()).isZero();
  }

  @Test
  void takesTheNearestRank() {
    TenantOutcome outcome =
        new TenantOutcome(
            "t", List.of(1_000_000_000L, 2_000_000_000L, 4_000_000_000L), List.of(), 1, List.of());

    assertThat(outcome.waited(0)).isEqualTo(1);
    assertThat(outcome.waited(0.5)).isEqualTo(2);
    assertThat(outcome.waited(0.99)).isEqualTo(4);
    assertThat(outcome.watched(0.99)).isZero();
  }

  @Test
  void drawsAndTellsWhatCameOut() {
    Report report = Report.of(scenario(Policy.FAIR, 10, 1));

    assertThat(report.text())
        .contains("4 workers x 8 slots, policy fair", "p99 wait", "p99 alone", "8 of 32 slots");
    assertThat(report.plot())
        .startsWith("<svg")
        .contains("seconds waited", "noisy", "tenant-1", "alone on its share", "stroke-dasharray")
        .doesNotContain("NaN", "Infinity");
    assertThat(report.values())
        .containsKeys("tenants", "fairness_gap_bound_tokens", "light_p99_wait_ratio");
    assertThat(Report.of(scenario(Policy.FIFO, 1, 1)).text())
        .contains("no bound")
        .doesNotContain("alone");
  }

  @Test
  void putsRoundNumbersOnAxes() {
    assertThat(Plot.Axis.upTo(97)).isEqualTo(new Plot.Axis(100, 20));
    assertThat(Plot.Axis.upTo(0.01).label(0.002)).isEqualTo("0.002");
    assertThat(Plot.Axis.upTo(600).label(100)).isEqualTo("100");
  }

  private static Scenario mixed(Policy policy) {
    return new Scenario(4, 8, 200, policy, 4, 10, new Mix(70, 20, 10), LOAD, 1);
  }

  @Test
  void tellsPoliciesApartWhereRequestsAreMixed() {
    Outcome fair = Simulation.run(mixed(Policy.FAIR));
    Outcome fifo = Simulation.run(mixed(Policy.FIFO));
    Outcome priority = Simulation.run(mixed(Policy.PRIORITY));

    assertThat(p99(priority, Priority.INTERACTIVE)).isLessThan(p99(fifo, Priority.INTERACTIVE));
    assertThat(p99(priority, Priority.BATCH)).isGreaterThan(p99(fifo, Priority.BATCH));
    assertThat(fair.tenants().getFirst().watched(0.99))
        .isLessThan(priority.tenants().getFirst().watched(0.99) / 5);
    assertThat(fair.gap()).isPositive().isLessThanOrEqualTo(fair.gapBound());
    assertThat(Report.of(mixed(Policy.FAIR)).text())
        .contains("mix 70/20/10", "interactive ", "normal ", "batch ");
  }

  private static double p99(Outcome outcome, Priority priority) {
    return Objects.requireNonNull(outcome.urgency().get(priority)).longest(0.99);
  }

  @Test
  void mixesAsItIsTold() {
    List<Workload.Question> questions = Workload.of(mixed(Policy.FAIR), 3);

    assertThat(questions).hasSize(2_000);
    assertThat(questions)
        .filteredOn(question -> question.priority() == Priority.INTERACTIVE)
        .hasSizeBetween(1_300, 1_500);
    assertThat(questions)
        .filteredOn(question -> question.priority() == Priority.BATCH)
        .hasSizeBetween(140, 260);
    assertThat(Mix.of("70/20/10")).isEqualTo(new Mix(70, 20, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"70/20", "70/20/11", "a/b/c", "110/-10/0", ""})
  void refusesAnImpossibleMix(String mix) {
    assertThatThrownBy(() -> Mix.of(mix))
        .isInstanceOf(InvalidValue.class)
        .hasMessage(
            "--mix: "
                + mix
                + " (expected: percent interactive/normal/batch that add up to 100, such as"
                + " 70/20/10)");
  }

  @Test
  void refusesImpossibleScenarios() {
    assertThatThrownBy(() -> new Scenario(0, 8, 200, Policy.FAIR, 4, 1, LOAD, 1))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("--workers: 0 (expected: 1..1000)");
    assertThatThrownBy(() -> new Scenario(4, 8, 200, Policy.FAIR, 1, 10, LOAD, 1))
        .hasMessageContaining("at least 2 with a noisy one");
    assertThatThrownBy(() -> new Scenario(4, 8, 200, Policy.FAIR, 4, 1, Double.NaN, 1))
        .hasMessageContaining("--load: NaN");
    assertThatThrownBy(() -> new Scenario(4, 8, 100_000, Policy.FAIR, 4, 10, LOAD, 1))
        .hasMessageContaining("--requests: 100000");
  }
}
