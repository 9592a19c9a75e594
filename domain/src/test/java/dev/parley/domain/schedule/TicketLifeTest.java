package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TicketLifeTest {
  private final Scheduler<String> scheduler = new Scheduler<>(Policy.FAIR);

  @ParameterizedTest
  @EnumSource
  void waitsRunsAndCompletes(Policy policy) {
    Scheduler<String> any = new Scheduler<>(policy);
    Request<String> request = Work.interactive(1, "job");
    Ticket<String> ticket = Work.queue(any, request, 7);
    assertThat(ticket.state()).isEqualTo(Ticket.State.WAITING);
    assertThat(ticket.request()).isSameAs(request);
    assertThat(ticket.offeredAt()).isEqualTo(7);

    assertThat(any.next(8)).containsSame(ticket);
    assertThat(ticket.state()).isEqualTo(Ticket.State.RUNNING);
    assertThat(any.running()).isOne();

    any.charge(ticket, 5);
    any.complete(ticket);
    assertThat(ticket.state()).isEqualTo(Ticket.State.COMPLETED);
    assertThat(any.running()).isZero();
    assertThat(any.next(9)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void givesNoTurnToWhatWasCancelled(Policy policy) {
    Scheduler<String> any = new Scheduler<>(policy);
    Work.queue(any, Work.interactive(1, "a"));
    Ticket<String> cancelled = Work.queue(any, Work.interactive(1, "b"));
    Work.queue(any, Work.interactive(1, "c"));

    assertThat(any.cancel(cancelled)).isTrue();
    assertThat(cancelled.state()).isEqualTo(Ticket.State.CANCELLED);
    assertThat(Work.drain(any)).containsExactly("a", "c");
  }

  @Test
  void cancelsOnlyWhatWaits() {
    Ticket<String> ticket = Work.queue(scheduler, Work.interactive(1, "job"));
    scheduler.next(0);

    assertThat(scheduler.cancel(ticket)).isFalse();
    assertThat(ticket.state()).isEqualTo(Ticket.State.RUNNING);
    scheduler.complete(ticket);
    assertThat(scheduler.cancel(ticket)).isFalse();
    assertThat(scheduler.queued()).isZero();
  }

  @Test
  void doesNotExpireWhatWasCancelled() {
    Ticket<String> ticket = Work.queue(scheduler, Work.until(5, 1, "job"));
    scheduler.cancel(ticket);

    assertThat(scheduler.expire(6)).isEmpty();
    assertThat(ticket.state()).isEqualTo(Ticket.State.CANCELLED);
  }

  @Test
  void chargesAndCompletesOnlyWhatRuns() {
    Ticket<String> ticket = Work.queue(scheduler, Work.interactive(1, "job"));
    assertThatThrownBy(() -> scheduler.charge(ticket, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ticket: WAITING (expected: RUNNING)");
    assertThatThrownBy(() -> scheduler.complete(ticket)).isInstanceOf(IllegalStateException.class);

    scheduler.next(0);
    scheduler.complete(ticket);
    assertThatThrownBy(() -> scheduler.complete(ticket))
        .hasMessage("ticket: COMPLETED (expected: RUNNING)");
  }

  @Test
  void refusesANegativeCharge() {
    Ticket<String> ticket = Work.queue(scheduler, Work.interactive(1, "job"));
    scheduler.next(0);

    assertThatThrownBy(() -> scheduler.charge(ticket, -1))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("output_tokens: -1 (expected: at least 0)");
    scheduler.charge(ticket, 0);
  }

  @Test
  void forgetsTenantsThatHaveNoWork() {
    Ticket<String> running = Work.queue(scheduler, Work.interactive(0, "runs"));
    scheduler.next(0);
    Work.queue(scheduler, Work.interactive(1, "waits"));
    for (int tenant = 2; tenant < 5_000; tenant++) {
      Ticket<String> ticket = Work.queue(scheduler, Work.interactive(tenant, "job"));
      scheduler.cancel(ticket);
    }

    assertThat(scheduler.remembered()).isLessThanOrEqualTo(1_024);
    assertThat(scheduler.queued(Work.tenant(1))).isOne();
    Work.queue(scheduler, Work.interactive(0, "again"));
    scheduler.charge(running, 10);
    assertThat(Work.drain(scheduler)).containsExactly("waits", "again");
  }

  @Test
  void remembersTenantsThatOweUntilOthersHaveCaughtUp() {
    Work.queue(scheduler, Work.interactive(1, "waits"));
    Work.queue(scheduler, Work.interactive(1, "waits"));
    Work.queue(scheduler, Work.interactive(2, 100, "owes"));
    scheduler.complete(scheduler.next(0).orElseThrow());
    scheduler.complete(scheduler.next(0).orElseThrow());
    for (int tenant = 3; tenant < 3_000; tenant++) {
      scheduler.cancel(Work.queue(scheduler, Work.interactive(tenant, "job")));
    }
    Work.queue(scheduler, Work.interactive(2, "owes"));
    Work.queue(scheduler, Work.interactive(1, "waits"));

    assertThat(Work.drain(scheduler)).containsExactly("waits", "waits", "owes");
  }
}
