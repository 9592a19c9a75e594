package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeapProperties {
  private static final String SEED = "31";

  private static final class Item extends Entry {
    long key;
    long tie;
  }

  /**
   * @param kind 0..3 adds, 4 polls, 5 removes
   */
  record Step(int kind, int which, int key) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.integers().between(0, 40))
        .as(Step::new)
        .list()
        .ofMaxSize(300);
  }

  @Property(seed = SEED, tries = 400)
  void behavesAsASortedList(@ForAll("steps") List<Step> steps) {
    Heap<Item> heap = new Heap<>();
    List<Item> model = new ArrayList<>();
    long tie = 0;
    for (Step step : steps) {
      if (step.kind() < 4) {
        Item item = new Item();
        item.key = step.key();
        item.tie = tie++;
        heap.add(item, item.key, item.tie);
        model.add(item);
      } else if (model.isEmpty()) {
        assertThat(heap.poll()).isNull();
      } else if (step.kind() == 4) {
        assertThat(heap.poll()).isSameAs(model.removeFirst());
      } else {
        Item item = model.get(step.which() % model.size());
        model.remove(item);
        heap.remove(item);
        assertThat(item.slot).isEqualTo(Entry.NOWHERE);
      }
      model.sort(Comparator.<Item>comparingLong(i -> i.key).thenComparingLong(i -> i.tie));
      assertThat(heap.size()).isEqualTo(model.size());
      assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
      if (!model.isEmpty()) {
        assertThat(heap.first()).isSameAs(model.getFirst());
        assertThat(heap.firstKey()).isEqualTo(model.getFirst().key);
      }
    }
    for (Item expected : model) {
      assertThat(heap.poll()).isSameAs(expected);
    }
  }

  @Example
  void holdsNothingToBeginWith() {
    Heap<Item> heap = new Heap<>();

    assertThat(heap.first()).isNull();
    assertThat(heap.poll()).isNull();
    assertThat(heap.isEmpty()).isTrue();
  }
}
