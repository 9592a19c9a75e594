package dev.parley.domain.schedule;

import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Words for the scheduler's tests. A job is its name. */
final class Work {
  static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Most urgent first. */
  static final List<Priority> PRIORITIES = List.of(Priority.values());

  private Work() {}

  static TenantId tenant(int number) {
    return new TenantId(new UUID(0, number));
  }

  static Request<String> interactive(int tenant, int inputTokens, String job) {
    return new Request<>(tenant(tenant), Priority.INTERACTIVE, inputTokens, job);
  }

  static Request<String> interactive(int tenant, String job) {
    return interactive(tenant, 1, job);
  }

  static Request<String> of(Priority priority, int tenant, String job) {
    return new Request<>(tenant(tenant), priority, 1, job);
  }

  static Request<String> until(long deadline, int tenant, String job) {
    return new Request<>(tenant(tenant), Priority.INTERACTIVE, 1, deadline, job);
  }

  static Ticket<String> queue(Scheduler<String> scheduler, Request<String> request, long now) {
    return switch (scheduler.offer(request, now)) {
      case Offer.Queued<String> queued -> queued.ticket();
      case Offer.Rejected<String> rejected -> throw new AssertionError(rejected);
    };
  }

  static Ticket<String> queue(Scheduler<String> scheduler, Request<String> request) {
    return queue(scheduler, request, 0);
  }

  /** The jobs in the order of their turns, until nothing waits. */
  static List<String> drain(Scheduler<String> scheduler, long now) {
    List<String> jobs = new ArrayList<>();
    Optional<Ticket<String>> next = scheduler.next(now);
    while (next.isPresent()) {
      jobs.add(next.get().job());
      next = scheduler.next(now);
    }
    return jobs;
  }

  static List<String> drain(Scheduler<String> scheduler) {
    return drain(scheduler, 0);
  }
}
