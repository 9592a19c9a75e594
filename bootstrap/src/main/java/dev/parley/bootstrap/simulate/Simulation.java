package dev.parley.bootstrap.simulate;

import dev.parley.bootstrap.simulate.Outcome.Point;
import dev.parley.bootstrap.simulate.Outcome.TenantOutcome;
import dev.parley.bootstrap.simulate.Workload.Question;
import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.schedule.Scheduler;
import dev.parley.domain.schedule.Ticket;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * Model servers with continuous batching behind the real scheduler, in virtual time: a slot takes
 * the next request as soon as its answer is finished, reads the prompt, and writes tokens at the
 * pace of its server's batch. What is written is charged every few tokens, as a stream would be.
 */
final class Simulation {
  private static final int TOKENS_PER_CHARGE = 32;
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final Scheduler<Question> scheduler;
  private final List<Question> questions;
  private final PriorityQueue<Step> steps =
      new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingLong(Step::sequence));
  private final List<Seat> seats = new ArrayList<>();
  private final GapMeter gap;
  private int freeSlots;
  private long sequence;

  private Simulation(Policy policy, int slots, int tenants, List<Question> questions) {
    this.scheduler =
        new Scheduler<>(
            policy,
            new Limits(NO_LIMIT, NO_LIMIT),
            Ageing.DEFAULT,
            tenant -> Scheduler.DEFAULT_WEIGHT);
    this.questions = questions;
    this.freeSlots = slots;
    this.gap = new GapMeter(tenants);
    for (int tenant = 0; tenant < tenants; tenant++) {
      seats.add(new Seat(new TenantId(new UUID(0, tenant))));
    }
  }

  /** Something that happens next to an answer: tokens are finished. */
  private record Step(long at, long sequence, Ticket<Question> ticket, int finished, int left) {}

  private static final class Seat {
    final TenantId id;
    final List<Long> waits = new ArrayList<>();
    final List<Point> service = new ArrayList<>();
    long served;
    long written;
    long firstQuestion = Long.MAX_VALUE;
    long lastAnswer;

    Seat(TenantId id) {
      this.id = id;
    }
  }

  /** All tenants of a scenario on all of its servers. */
  static Outcome run(Scenario scenario) {
    List<Question> all = new ArrayList<>();
    for (int tenant = 0; tenant < scenario.tenants(); tenant++) {
      all.addAll(Workload.of(scenario, tenant));
    }
    all.sort(Comparator.comparingLong(Question::at).thenComparingInt(Question::tenant));
    return new Simulation(scenario.policy(), scenario.slots(), scenario.tenants(), all)
        .run(scenario, scenario.slots());
  }

  /** One tenant of a scenario with its equal share of the slots to itself. */
  static TenantOutcome isolated(Scenario scenario, int tenant) {
    return new Simulation(
            scenario.policy(), scenario.share(), scenario.tenants(), Workload.of(scenario, tenant))
        .run(scenario, scenario.share())
        .tenants()
        .get(tenant);
  }

  private Outcome run(Scenario scenario, int slots) {
    int asked = 0;
    long now = 0;
    while (asked < questions.size() || !steps.isEmpty()) {
      Step step = steps.peek();
      if (step == null || (asked < questions.size() && questions.get(asked).at() <= step.at())) {
        Question question = questions.get(asked++);
        now = question.at();
        ask(question);
      } else {
        steps.remove();
        now = step.at();
        advance(step);
      }
      giveTurns(now);
    }
    return outcome(scenario, slots);
  }

  private void ask(Question question) {
    Seat seat = seats.get(question.tenant());
    seat.firstQuestion = Math.min(seat.firstQuestion, question.at());
    scheduler.offer(
        new Request<>(seat.id, Priority.INTERACTIVE, question.inputTokens(), question),
        question.at());
    gap.waits(question.tenant(), true);
  }

  private void giveTurns(long now) {
    while (freeSlots > 0) {
      Optional<Ticket<Question>> next = scheduler.next(now);
      if (next.isEmpty()) {
        return;
      }
      freeSlots--;
      Ticket<Question> ticket = next.get();
      Question question = ticket.job();
      Seat seat = seats.get(question.tenant());
      seat.waits.add(now - ticket.offeredAt());
      serve(question.tenant(), question.inputTokens(), now);
      gap.waits(question.tenant(), scheduler.queued(seat.id) > 0);
      long read = now + question.inputTokens() * Workload.NANOS_PER_INPUT;
      write(ticket, read, question.outputTokens());
    }
  }

  private void write(Ticket<Question> ticket, long from, int left) {
    int tokens = Math.min(TOKENS_PER_CHARGE, left);
    long at = from + tokens * Workload.NANOS_PER_OUTPUT;
    steps.add(new Step(at, sequence++, ticket, tokens, left - tokens));
  }

  private void advance(Step step) {
    int tenant = step.ticket().job().tenant();
    scheduler.charge(step.ticket(), step.finished());
    serve(tenant, 2L * step.finished(), step.at());
    seats.get(tenant).written += step.finished();
    if (step.left() > 0) {
      write(step.ticket(), step.at(), step.left());
    } else {
      scheduler.complete(step.ticket());
      seats.get(tenant).lastAnswer = step.at();
      freeSlots++;
    }
  }

  private void serve(int tenant, long tokens, long now) {
    Seat seat = seats.get(tenant);
    seat.served += tokens;
    seat.service.add(new Point(now, seat.served));
    gap.served(tenant, tokens);
  }

  private Outcome outcome(Scenario scenario, int slots) {
    List<TenantOutcome> tenants = new ArrayList<>();
    for (int tenant = 0; tenant < seats.size(); tenant++) {
      Seat seat = seats.get(tenant);
      Collections.sort(seat.waits);
      double seconds = (seat.lastAnswer - seat.firstQuestion) / 1e9;
      tenants.add(
          new TenantOutcome(
              scenario.name(tenant),
              seat.waits,
              seat.waits.isEmpty() ? 0 : seat.written / seconds,
              seat.service));
    }
    long term = Workload.MOST_INPUT + 2L * slots * Workload.MOST_OUTPUT;
    return new Outcome(tenants, gap.widest(), 2 * term);
  }
}
