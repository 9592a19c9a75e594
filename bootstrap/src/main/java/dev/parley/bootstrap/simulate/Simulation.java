package dev.parley.bootstrap.simulate;

import dev.parley.bootstrap.simulate.Outcome.Point;
import dev.parley.bootstrap.simulate.Outcome.TenantOutcome;
import dev.parley.bootstrap.simulate.Outcome.Waits;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Map<Priority, GapMeter> gaps = new EnumMap<>(Priority.class);
  private final Map<Priority, List<Long>> waits = new EnumMap<>(Priority.class);
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
    for (Priority priority : Priority.values()) {
      gaps.put(priority, new GapMeter(tenants));
    }
    for (int tenant = 0; tenant < tenants; tenant++) {
      seats.add(new Seat(new TenantId(new UUID(0, tenant))));
    }
  }

  /** Something that happens next to an answer: tokens are finished. */
  private record Step(long at, long sequence, Ticket<Question> ticket, int finished, int left) {}

  private static final class Seat {
    final TenantId id;
    final List<Long> waits = new ArrayList<>();
    final List<Long> watched = new ArrayList<>();
    final Map<Priority, Integer> queued = new EnumMap<>(Priority.class);
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
        new Request<>(seat.id, question.priority(), question.inputTokens(), question),
        question.at());
    seat.queued.merge(question.priority(), 1, Integer::sum);
    gap(question).waits(question.tenant(), true);
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
      long waited = now - ticket.offeredAt();
      seat.waits.add(waited);
      waits.computeIfAbsent(question.priority(), any -> new ArrayList<>()).add(waited);
      if (question.priority() == Priority.INTERACTIVE) {
        seat.watched.add(waited);
      }
      serve(question, question.inputTokens(), now);
      int left = seat.queued.merge(question.priority(), -1, Integer::sum);
      gap(question).waits(question.tenant(), left > 0);
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
    Question question = step.ticket().job();
    Seat seat = seats.get(question.tenant());
    scheduler.charge(step.ticket(), step.finished());
    serve(question, 2L * step.finished(), step.at());
    seat.written += step.finished();
    if (step.left() > 0) {
      write(step.ticket(), step.at(), step.left());
    } else {
      scheduler.complete(step.ticket());
      seat.lastAnswer = step.at();
      freeSlots++;
    }
  }

  private void serve(Question question, long tokens, long now) {
    Seat seat = seats.get(question.tenant());
    seat.served += tokens;
    seat.service.add(new Point(now, seat.served));
    gap(question).served(question.tenant(), tokens);
  }

  private GapMeter gap(Question question) {
    return Objects.requireNonNull(gaps.get(question.priority()));
  }

  private Outcome outcome(Scenario scenario, int slots) {
    List<TenantOutcome> tenants = new ArrayList<>();
    for (int tenant = 0; tenant < seats.size(); tenant++) {
      Seat seat = seats.get(tenant);
      Collections.sort(seat.waits);
      Collections.sort(seat.watched);
      double seconds = (seat.lastAnswer - seat.firstQuestion) / 1e9;
      tenants.add(
          new TenantOutcome(
              scenario.name(tenant),
              seat.waits,
              seat.watched,
              seat.waits.isEmpty() ? 0 : seat.written / seconds,
              seat.service));
    }
    long term = Workload.MOST_INPUT + 2L * slots * Workload.MOST_OUTPUT;
    long widest = gaps.values().stream().mapToLong(GapMeter::widest).max().orElse(0);
    Map<Priority, Waits> urgency = new EnumMap<>(Priority.class);
    waits.forEach(
        (priority, nanos) -> urgency.put(priority, new Waits(nanos.stream().sorted().toList())));
    return new Outcome(tenants, urgency, widest, 2 * term);
  }
}
