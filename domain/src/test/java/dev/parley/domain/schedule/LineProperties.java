package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LineProperties {
  private static final String SEED = "37";
  private static final Comparator<Ticket<String>> ORDER =
      Comparator.<Ticket<String>>comparingLong(t -> t.due).thenComparingLong(t -> t.sequence);

  /**
   * @param kind 0..3 joins, 4..5 polls, 6 leaves
   * @param later by how much it is due after the last; below 0 before it
   */
  record Step(int kind, int which, int later) {}

  private static Arbitrary<List<Step>> steps(int earliest) {
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.integers().between(earliest, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(300);
  }

  @Provide
  Arbitrary<List<Step>> inOrder() {
    return steps(0);
  }

  @Provide
  Arbitrary<List<Step>> anyOrder() {
    return steps(-2);
  }

  @Property(seed = SEED, tries = 300)
  void behavesAsAListSortedByDue(@ForAll("anyOrder") List<Step> steps) {
    compare(steps);
  }

  @Property(seed = SEED, tries = 300)
  void behavesAsAQueueWhereNobodyIsDueBeforeTheLast(@ForAll("inOrder") List<Step> steps) {
    compare(steps);
  }

  private static void compare(List<Step> steps) {
    Account<String> account = new Account<>(Work.tenant(1));
    Line<String> line = new Line<>();
    List<Ticket<String>> model = new ArrayList<>();
    long due = 0;
    long sequence = 0;
    for (Step step : steps) {
      if (step.kind() < 4) {
        due += step.later();
        Ticket<String> ticket =
            new Ticket<>(account, Work.interactive(1, "job"), 0, due, sequence++);
        line.join(ticket);
        model.add(ticket);
        model.sort(ORDER);
      } else if (model.isEmpty()) {
        assertThat(line.poll()).isNull();
      } else if (step.kind() < 6) {
        Ticket<String> first = model.removeFirst();
        assertThat(line.poll()).isSameAs(first);
        assertThat(first.ahead).isNull();
        assertThat(first.behind).isNull();
      } else {
        line.leave(model.remove(step.which() % model.size()));
      }
      assertThat(line.isEmpty()).isEqualTo(model.isEmpty());
    }
    for (Ticket<String> expected : model) {
      assertThat(line.poll()).isSameAs(expected);
    }
    assertThat(line.isEmpty()).isTrue();
  }
}
