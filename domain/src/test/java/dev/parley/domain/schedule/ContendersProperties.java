package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.schedule.Account.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ContendersProperties {
  private static final String SEED = "41";

  /**
   * @param kind 0..3 adds, 4 serves the first, 5 removes, 6 changes a counter
   */
  record Step(int kind, int which, int counter) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.integers().between(0, 40))
        .as(Step::new)
        .list()
        .ofMaxSize(300);
  }

  @Property(seed = SEED, tries = 400)
  void behavesAsASortedList(@ForAll("steps") List<Step> steps) {
    Contenders<String> contenders = new Contenders<>();
    List<Share<String>> model = new ArrayList<>();
    Map<Share<String>, Long> ties = new HashMap<>();
    long tie = 0;
    for (Step step : steps) {
      if (step.kind() < 4) {
        Share<String> share = new Share<>();
        share.counter = step.counter();
        ties.put(share, tie);
        contenders.add(share, tie++);
        model.add(share);
      } else if (!model.isEmpty()) {
        change(contenders, model, ties, step, tie++);
      }
      model.sort(Comparator.<Share<String>>comparingLong(s -> s.counter).thenComparing(ties::get));
      assertThat(contenders.isEmpty()).isEqualTo(model.isEmpty());
      if (model.isEmpty()) {
        assertThat(contenders.first()).isNull();
      } else {
        assertThat(contenders.first()).isSameAs(model.getFirst());
        assertThat(contenders.firstCounter()).isEqualTo(model.getFirst().counter);
      }
    }
    for (Share<String> expected : model) {
      assertThat(contenders.first()).isSameAs(expected);
      contenders.remove(expected);
    }
    assertThat(contenders.isEmpty()).isTrue();
  }

  private static void change(
      Contenders<String> contenders,
      List<Share<String>> model,
      Map<Share<String>, Long> ties,
      Step step,
      long tie) {
    Share<String> any = model.get(step.which() % model.size());
    if (step.kind() == 4) {
      Share<String> first = model.getFirst();
      first.counter += step.counter();
      ties.put(first, tie);
      contenders.served(first, tie);
    } else if (step.kind() == 5) {
      model.remove(any);
      contenders.remove(any);
      assertThat(any.slot).isEqualTo(Entry.NOWHERE);
    } else {
      any.counter += step.counter();
      contenders.update(any);
    }
  }
}
