package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final Scheduler<String> scheduler = new Scheduler<>(Policy.FAIR);

  @Test
  void servesTheEarliestDeadlineOfATenantFirst() {
    Work.queue(scheduler, Work.until(9, 1, "late"));
    Work.queue(scheduler, Work.until(5, 1, "soon"));
    Work.queue(scheduler, Work.until(7, 1, "between"));

    assertThat(Work.drain(scheduler)).containsExactly("soon", "between", "late");
  }

  @Test
  void countsAgeAsADeadline() {
    Work.queue(scheduler, Work.interactive(1, "patient"), 0);
    Work.queue(scheduler, Work.until(20 * Work.SECOND, 1, "overtakes"), Work.SECOND);
    Work.queue(scheduler, Work.until(40 * Work.SECOND, 1, "does not"), Work.SECOND);

    assertThat(Work.drain(scheduler, Work.SECOND))
        .containsExactly("overtakes", "patient", "does not");
  }

  @Test
  void survivesOvertakingWithoutEnd() {
    Scheduler<String> endless =
        new Scheduler<>(
            Policy.FAIR,
            Limits.DEFAULT,
            new Ageing(4, 16, Duration.ofNanos(Long.MAX_VALUE)),
            tenant -> 1);
    Work.queue(endless, Work.interactive(1, "patient"), 10);
    Work.queue(endless, Work.until(1_000, 1, "overtakes"), 10);

    assertThat(Work.drain(endless, 10)).containsExactly("overtakes", "patient");
  }

  @Test
  void expiresWhatIsNoLongerWanted() {
    Ticket<String> kept = Work.queue(scheduler, Work.until(6, 1, "kept"));
    Ticket<String> late = Work.queue(scheduler, Work.until(5, 1, "late"));
    Ticket<String> later = Work.queue(scheduler, Work.until(4, 2, "earlier"));

    assertThat(scheduler.expire(4)).isEmpty();
    assertThat(scheduler.expire(6)).containsExactly(later, late);
    assertThat(late.state()).isEqualTo(Ticket.State.EXPIRED);
    assertThat(kept.state()).isEqualTo(Ticket.State.WAITING);
    assertThat(scheduler.queued()).isOne();
    assertThat(scheduler.queued(Work.tenant(2))).isZero();
    assertThat(scheduler.expire(6)).isEmpty();
  }

  @Test
  void givesNoTurnToWhatHasExpired() {
    Ticket<String> late = Work.queue(scheduler, Work.until(5, 1, "late"));
    Work.queue(scheduler, Work.interactive(1, "good"));

    assertThat(Work.drain(scheduler, 6)).containsExactly("good");
    assertThat(late.state()).isEqualTo(Ticket.State.EXPIRED);
  }

  @Test
  void givesATurnAtTheDeadlineItself() {
    Work.queue(scheduler, Work.until(5, 1, "just in time"));

    assertThat(Work.drain(scheduler, 5)).containsExactly("just in time");
  }

  @Test
  void doesNotExpireWhatRuns() {
    Ticket<String> running = Work.queue(scheduler, Work.until(5, 1, "running"));
    scheduler.next(0);

    assertThat(scheduler.expire(6)).isEmpty();
    assertThat(running.state()).isEqualTo(Ticket.State.RUNNING);
  }

  @Test
  void refusesWhatIsAlreadyTooLate() {
    assertThat(scheduler.offer(Work.until(5, 1, "late"), 6))
        .isEqualTo(new Offer.Rejected<>(Rejection.DEADLINE_PASSED, Duration.ZERO));
    assertThat(scheduler.offer(Work.until(5, 1, "on time"), 5)).isInstanceOf(Offer.Queued.class);
  }
}
