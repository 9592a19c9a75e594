package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final Percentage NEARLY = Percentage.withPercentage(5);

  private static Scheduler<String> limited(Policy policy, int all, int perTenant) {
    return new Scheduler<>(policy, new Limits(all, perTenant), Ageing.DEFAULT, tenant -> 1);
  }

  /** Gives a turn every so often, and offers another request in its place. */
  private static long serve(Scheduler<String> scheduler, Duration every, int turns, long from) {
    long now = from;
    for (int i = 0; i < turns; i++) {
      now += every.toNanos();
      Ticket<String> ticket = scheduler.next(now).orElseThrow();
      scheduler.complete(ticket);
      scheduler.offer(ticket.request(), now);
    }
    return now;
  }

  private static Duration retryAfter(Offer<String> offer) {
    return switch (offer) {
      case Offer.Rejected<String> rejected -> rejected.retryAfter();
      case Offer.Queued<String> queued -> throw new AssertionError(queued);
    };
  }

  @Test
  void assumesASecondATurnBeforeAnythingWasMeasured() {
    Scheduler<String> scheduler = limited(Policy.FIFO, 2, 2);
    Work.queue(scheduler, Work.interactive(1, "a"));
    Work.queue(scheduler, Work.interactive(1, "b"));

    assertThat(retryAfter(scheduler.offer(Work.interactive(1, "c"), 0)))
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void isTheTimeThatWhatWaitsTakesAtThePaceOfLate() {
    Scheduler<String> scheduler = limited(Policy.FIFO, 10, 10);
    for (int i = 0; i < 10; i++) {
      Work.queue(scheduler, Work.interactive(1, "a"));
    }
    long now = serve(scheduler, Duration.ofMillis(200), 300, 0);

    Duration promised = retryAfter(scheduler.offer(Work.interactive(1, "one more"), now));
    assertThat(promised.toMillis()).isCloseTo(2_000, NEARLY);
    assertThat(scheduler.expectedWait(Work.tenant(1))).isEqualTo(promised);

    now = serve(scheduler, Duration.ofMillis(50), 300, now);
    assertThat(retryAfter(scheduler.offer(Work.interactive(1, "one more"), now)).toMillis())
        .isCloseTo(500, NEARLY);
  }

  @Test
  void countsUnderFairnessOnlyWhatComesBefore() {
    Scheduler<String> scheduler = limited(Policy.FAIR, 100, 50);
    for (int i = 0; i < 50; i++) {
      Work.queue(scheduler, Work.interactive(1, "loud"));
    }
    Work.queue(scheduler, Work.interactive(2, "quiet"));

    assertThat(scheduler.expectedWait(Work.tenant(2))).isEqualTo(Duration.ofSeconds(4));
    assertThat(scheduler.expectedWait(Work.tenant(3))).isEqualTo(Duration.ofSeconds(2));
    assertThat(retryAfter(scheduler.offer(Work.interactive(1, "loud"), 0)))
        .isEqualTo(Duration.ofSeconds(51));
  }

  @Test
  void countsUnderFairnessWithAFullQueueToo() {
    Scheduler<String> scheduler = limited(Policy.FAIR, 6, 5);
    for (int i = 0; i < 5; i++) {
      Work.queue(scheduler, Work.interactive(1, "loud"));
    }
    Work.queue(scheduler, Work.interactive(2, "quiet"));

    assertThat(retryAfter(scheduler.offer(Work.interactive(3, "new"), 0)))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(retryAfter(scheduler.offer(Work.interactive(2, "quiet"), 0)))
        .isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void countsEverythingUnderTheOtherPolicies() {
    Scheduler<String> scheduler = limited(Policy.PRIORITY, 100, 50);
    for (int i = 0; i < 50; i++) {
      Work.queue(scheduler, Work.interactive(1, "loud"));
    }

    assertThat(scheduler.expectedWait(Work.tenant(2))).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void leavesOutTurnsThatNobodyWaitedFor() {
    Scheduler<String> scheduler = limited(Policy.FIFO, 1, 1);
    for (int hour = 1; hour < 100; hour++) {
      Work.queue(scheduler, Work.interactive(1, "lonely"), Duration.ofHours(hour).toNanos());
      scheduler.next(Duration.ofHours(hour).toNanos());
    }
    Work.queue(scheduler, Work.interactive(1, "a"));

    assertThat(retryAfter(scheduler.offer(Work.interactive(1, "b"), 0)))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void promisesNoMoreThanAnHour() {
    Scheduler<String> scheduler = limited(Policy.FIFO, 4_000, 4_000);
    for (int i = 0; i < 3_600; i++) {
      Work.queue(scheduler, Work.interactive(1, "a"));
    }
    assertThat(scheduler.expectedWait(Work.tenant(1))).isEqualTo(Duration.ofHours(1));
    Work.queue(scheduler, Work.interactive(1, "a"));
    assertThat(scheduler.expectedWait(Work.tenant(1))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void expectsNoWaitWhereNothingWaits() {
    assertThat(limited(Policy.FAIR, 1, 1).expectedWait(Work.tenant(1))).isZero();
  }
}
