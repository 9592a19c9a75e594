package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Every policy gives turns as the naive model does, whatever happens in between. */
class SchedulerOrderProperties {
  private static final String SEED = "32";

  /**
   * @param kind 0..4 offers, 5..6 give a turn, 7 charges, 8 completes, 9 cancels, 10 lets time pass
   */
  record Step(int kind, int tenant, int priority, int tokens, int deadline) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 10),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(0, 60))
        .as(Step::new)
        .list()
        .ofMaxSize(250);
  }

  @Property(seed = SEED, tries = 600)
  void givesTurnsAsTheModelDoes(@ForAll Policy policy, @ForAll("steps") List<Step> steps) {
    Ageing ageing = new Ageing(3, 5, Duration.ofNanos(25));
    Scheduler<Integer> scheduler =
        new Scheduler<>(policy, Limits.DEFAULT, ageing, SchedulerOrderProperties::weight);
    NaiveScheduler model = new NaiveScheduler(policy, ageing, SchedulerOrderProperties::weight);
    List<Ticket<Integer>> waiting = new ArrayList<>();
    List<Ticket<Integer>> running = new ArrayList<>();
    long now = 0;
    int job = 0;
    for (Step step : steps) {
      if (step.kind() < 5) {
        Request<Integer> request = request(step, now, job++);
        waiting.add(ticket(scheduler.offer(request, now)));
        model.offer(request, now);
      } else if (step.kind() < 7) {
        @Nullable Request<Integer> expected = model.next();
        Optional<Ticket<Integer>> next = scheduler.next(now);
        assertThat(next.map(Ticket::request).orElse(null)).isEqualTo(expected);
        next.ifPresent(
            ticket -> {
              waiting.remove(ticket);
              running.add(ticket);
            });
      } else if (step.kind() == 7 && !running.isEmpty()) {
        Ticket<Integer> ticket = running.get(step.tokens() % running.size());
        scheduler.charge(ticket, step.deadline());
        model.charge(ticket.request(), step.deadline());
      } else if (step.kind() == 8 && !running.isEmpty()) {
        scheduler.complete(running.remove(step.tokens() % running.size()));
      } else if (step.kind() == 9 && !waiting.isEmpty()) {
        Ticket<Integer> ticket = waiting.remove(step.deadline() % waiting.size());
        assertThat(scheduler.cancel(ticket)).isTrue();
        model.remove(ticket.job());
      } else if (step.kind() == 10) {
        now += step.tokens();
        List<Integer> expected = model.expired(now);
        List<Ticket<Integer>> expired = scheduler.expire(now);
        assertThat(expired).extracting(Ticket::job).isEqualTo(expected);
        expected.forEach(model::remove);
        waiting.removeAll(expired);
      }
      assertThat(scheduler.queued()).isEqualTo(waiting.size());
      assertThat(scheduler.running()).isEqualTo(running.size());
    }
  }

  private static int weight(TenantId tenant) {
    return 1 + (int) tenant.value().getLeastSignificantBits() % 3;
  }

  private static Request<Integer> request(Step step, long now, int job) {
    TenantId tenant = Work.tenant(step.tenant());
    Priority priority = Work.PRIORITIES.get(step.priority());
    return step.deadline() > 40
        ? new Request<>(tenant, priority, step.tokens(), job)
        : new Request<>(tenant, priority, step.tokens(), now + step.deadline(), job);
  }

  private static Ticket<Integer> ticket(Offer<Integer> offer) {
    return switch (offer) {
      case Offer.Queued<Integer> queued -> queued.ticket();
      case Offer.Rejected<Integer> rejected -> throw new AssertionError(rejected);
    };
  }
}
