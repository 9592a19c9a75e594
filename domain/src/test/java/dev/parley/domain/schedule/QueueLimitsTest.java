package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueLimitsTest {
  private final Scheduler<String> scheduler =
      new Scheduler<>(Policy.FAIR, new Limits(3, 2), Ageing.DEFAULT, tenant -> 1);

  @Test
  void refusesMoreOfATenantThanMayWait() {
    Work.queue(scheduler, Work.interactive(1, "a"));
    Work.queue(scheduler, Work.of(Priority.BATCH, 1, "b"));

    assertThat(reason(scheduler.offer(Work.interactive(1, "c"), 0)))
        .isEqualTo(Rejection.TENANT_QUEUE_FULL);
    assertThat(scheduler.queued(Work.tenant(1))).isEqualTo(2);
  }

  @Test
  void refusesMoreThanMayWaitInAll() {
    Work.queue(scheduler, Work.interactive(1, "a"));
    Work.queue(scheduler, Work.interactive(1, "b"));
    Work.queue(scheduler, Work.interactive(2, "c"));

    assertThat(reason(scheduler.offer(Work.interactive(3, "d"), 0)))
        .isEqualTo(Rejection.QUEUE_FULL);
    assertThat(reason(scheduler.offer(Work.interactive(2, "d"), 0)))
        .isEqualTo(Rejection.QUEUE_FULL);
    assertThat(scheduler.queued()).isEqualTo(3);
    assertThat(scheduler.queued(Work.tenant(3))).isZero();
  }

  @Test
  void takesMoreOnceSomethingHasLeft() {
    Work.queue(scheduler, Work.interactive(1, "a"));
    Ticket<String> second = Work.queue(scheduler, Work.interactive(1, "b"));
    scheduler.next(0);
    Work.queue(scheduler, Work.interactive(1, "c"));
    scheduler.cancel(second);
    Work.queue(scheduler, Work.interactive(1, "d"));

    assertThat(Work.drain(scheduler)).containsExactly("c", "d");
  }

  @Test
  void takesMoreOnceSomethingHasExpired() {
    Work.queue(scheduler, Work.until(5, 1, "a"));
    Work.queue(scheduler, Work.until(5, 1, "b"));

    Work.queue(scheduler, Work.interactive(1, "c"), 6);
    assertThat(scheduler.queued(Work.tenant(1))).isOne();
  }

  @Test
  void doesNotCountWhatRuns() {
    Work.queue(scheduler, Work.interactive(1, "a"));
    scheduler.next(0);

    assertThat(scheduler.queued()).isZero();
    assertThat(scheduler.running()).isOne();
  }

  @Test
  void refusesImpossibleLimits() {
    assertThatThrownBy(() -> new Limits(0, 1))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("queued: 0 (expected: at least 1)");
    assertThatThrownBy(() -> new Limits(5, 6)).hasMessage("queued_per_tenant: 6 (expected: 1..5)");
    assertThatThrownBy(() -> new Limits(5, 0)).hasMessage("queued_per_tenant: 0 (expected: 1..5)");
    assertThat(new Limits(1, 1).queued()).isOne();
  }

  @Test
  void refusesImpossibleAgeing() {
    assertThatThrownBy(() -> new Ageing(2, 3, Duration.ZERO))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("normal: 2 (expected: at least 3)");
    assertThatThrownBy(() -> new Ageing(3, 2, Duration.ZERO))
        .hasMessage("batch: 2 (expected: at least 3)");
    assertThatThrownBy(() -> new Ageing(3, 3, Duration.ofNanos(-1)))
        .hasMessageContaining("overtaking");
  }

  @Test
  void refusesNegativeTokens() {
    assertThatThrownBy(() -> Work.interactive(1, -1, "job"))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("input_tokens: -1 (expected: at least 0)");
  }

  private static Rejection reason(Offer<String> offer) {
    return switch (offer) {
      case Offer.Rejected<String> rejected -> rejected.reason();
      case Offer.Queued<String> queued -> throw new AssertionError(queued);
    };
  }
}
