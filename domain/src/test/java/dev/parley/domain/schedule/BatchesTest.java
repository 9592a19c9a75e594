package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int SIZE = 3;
  private static final Duration DELAY = Duration.ofNanos(10);

  private final Scheduler<String> scheduler = new Scheduler<>(Policy.FAIR);
  private final Batches<String> batches = new Batches<>(scheduler, SIZE, DELAY);

  private Ticket<String> offer(String job, long now) {
    return switch (batches.offer(Work.interactive(1, job), now)) {
      case Offer.Queued<String> queued -> queued.ticket();
      case Offer.Rejected<String> rejected -> throw new AssertionError(rejected);
    };
  }

  private List<String> next(long now) {
    return batches.next(now).orElse(List.of()).stream().map(Ticket::job).toList();
  }

  @Test
  void goesAtOnceWhenItIsFull() {
    offer("a", 5);
    offer("b", 6);
    assertThat(next(6)).isEmpty();
    offer("c", 7);
    offer("d", 7);

    assertThat(batches.readyAt()).hasValue(5);
    assertThat(next(7)).containsExactly("a", "b", "c");
    assertThat(next(7)).isEmpty();
  }

  @Test
  void goesWhenTheOldestHasWaitedTheDelay() {
    offer("a", 5);
    offer("b", 12);

    assertThat(batches.readyAt()).hasValue(15);
    assertThat(next(14)).isEmpty();
    assertThat(next(15)).containsExactly("a", "b");
    assertThat(batches.readyAt()).isEmpty();
  }

  @Test
  void doesNotWaitForWhatWasCancelled() {
    Ticket<String> first = offer("a", 5);
    offer("b", 9);
    scheduler.cancel(first);

    assertThat(batches.readyAt()).hasValue(19);
    assertThat(next(18)).isEmpty();
    assertThat(next(19)).containsExactly("b");
  }

  @Test
  void givesNoEmptyBatch() {
    batches.offer(Work.until(8, 1, "a"), 5);

    assertThat(batches.next(15)).isEmpty();
    assertThat(batches.readyAt()).isEmpty();
  }

  @Test
  void forgetsWhatWasServedBehindOneThatWaits() {
    for (int i = 0; i < 10; i++) {
      offer("loud", 0);
    }
    for (int i = 0; i < 1_000; i++) {
      batches.offer(Work.interactive(2 + i, "quiet"), 0);
      scheduler.next(0);
    }

    assertThat(scheduler.queued()).isEqualTo(10);
    assertThat(batches.remembered()).isLessThan(100);
    assertThat(batches.readyAt()).hasValue(0);
  }

  @Test
  void isFilledFairly() {
    offer("loud", 0);
    offer("loud", 0);
    offer("loud", 0);
    batches.offer(Work.interactive(2, "quiet"), 0);

    assertThat(next(0)).containsExactly("loud", "quiet", "loud");
  }

  @Test
  void refusesAsTheSchedulerDoes() {
    Batches<String> small =
        new Batches<>(
            new Scheduler<>(Policy.FAIR, new Limits(1, 1), Ageing.DEFAULT, tenant -> 1),
            SIZE,
            DELAY);
    small.offer(Work.interactive(1, "a"), 0);

    assertThat(small.offer(Work.interactive(1, "b"), 0)).isInstanceOf(Offer.Rejected.class);
    assertThat(small.next(10)).hasValueSatisfying(batch -> assertThat(batch).hasSize(1));
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> new Batches<>(scheduler, 0, DELAY))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("batch_size: 0 (expected: at least 1)");
    assertThatThrownBy(() -> new Batches<>(scheduler, 1, Duration.ofNanos(-1)))
        .hasMessageContaining("batch_delay");
    assertThat(new Batches<>(scheduler, 1, Duration.ZERO).readyAt()).isEmpty();
  }
}
