package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GlobalOrderTest {
  @Test
  void fifoKnowsNothingButTheOrderOfArrival() {
    Scheduler<String> scheduler = new Scheduler<>(Policy.FIFO);
    Work.queue(scheduler, Work.of(Priority.BATCH, 1, "a"));
    Work.queue(scheduler, Work.until(9, 2, "b"));
    Work.queue(scheduler, Work.until(5, 1, "c"));

    assertThat(Work.drain(scheduler)).containsExactly("a", "b", "c");
  }

  @Test
  void priorityServesTheMoreUrgentFirstThenTheEarlierDeadline() {
    Scheduler<String> scheduler = new Scheduler<>(Policy.PRIORITY);
    Work.queue(scheduler, Work.of(Priority.BATCH, 1, "d"));
    Work.queue(scheduler, Work.of(Priority.NORMAL, 1, "c"));
    Work.queue(scheduler, Work.until(9, 2, "b"));
    Work.queue(scheduler, Work.until(5, 1, "a"));

    assertThat(Work.drain(scheduler)).containsExactly("a", "b", "c", "d");
  }
}
