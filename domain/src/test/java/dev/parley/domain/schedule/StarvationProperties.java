package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The bounds that {@link Ageing} and {@link Scheduler} state. */
class StarvationProperties {
  private static final String SEED = "34";
  private static final int MOST_INPUT = 3;
  private static final int MOST_OUTPUT = 2;

  /** Everybody offers whatever fits, with deadlines that overtake, and each turn ends at once. */
  @Property(seed = SEED, tries = 300)
  void everyRequestGetsItsTurnWithinTheStatedTurns(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int tenants,
      @ForAll @IntRange(min = 1, max = 4) int perTenant,
      @ForAll @IntRange(min = 3, max = 5) int normal,
      @ForAll @IntRange(min = 3, max = 8) int batch,
      @ForAll @IntRange(max = 20) int overtaking) {
    SplittableRandom random = new SplittableRandom(seed);
    Ageing ageing = new Ageing(normal, batch, Duration.ofNanos(overtaking));
    Scheduler<Integer> scheduler =
        new Scheduler<>(
            Policy.FAIR, new Limits(1_000, perTenant), ageing, tenant -> Scheduler.DEFAULT_WEIGHT);
    List<Ticket<Integer>> waiting = new ArrayList<>();
    List<Integer> turnsSinceDue = new ArrayList<>();
    int others = (tenants - 1) * (1 + MOST_INPUT + 2 * MOST_OUTPUT);
    for (int now = 0; now < 400; now++) {
      for (int offers = random.nextInt(4); offers > 0; offers--) {
        Priority priority = Work.PRIORITIES.get(random.nextInt(3));
        boolean hurried = random.nextBoolean();
        Request<Integer> request =
            new Request<>(
                Work.tenant(random.nextInt(tenants)),
                priority,
                random.nextInt(MOST_INPUT + 1),
                hurried ? now + 10_000 + random.nextInt(5) : Request.NO_DEADLINE,
                now);
        if (scheduler.offer(request, now) instanceof Offer.Queued<Integer> queued) {
          waiting.add(queued.ticket());
          turnsSinceDue.add(0);
        }
      }
      int at = now;
      scheduler
          .next(now)
          .ifPresent(
              ticket -> {
                int index = waiting.indexOf(ticket);
                waiting.remove(ticket);
                turnsSinceDue.subList(index, index + 1).clear();
                scheduler.charge(ticket, random.nextInt(MOST_OUTPUT + 1));
                scheduler.complete(ticket);
                for (int i = 0; i < waiting.size(); i++) {
                  if (waiting.get(i).offeredAt() + overtaking <= at) {
                    turnsSinceDue.set(i, turnsSinceDue.get(i) + 1);
                    int passes = passes(waiting.get(i).request().priority(), ageing);
                    assertThat(turnsSinceDue.get(i))
                        .isLessThanOrEqualTo(perTenant * (1 + others) * (passes + 1));
                  }
                }
              });
    }
  }

  @Property(seed = SEED, tries = 300)
  void noPriorityIsPassedOverMoreOftenThanStated(
      @ForAll long seed,
      @ForAll @IntRange(min = 3, max = 6) int normal,
      @ForAll @IntRange(min = 3, max = 20) int batch) {
    SplittableRandom random = new SplittableRandom(seed);
    Ageing ageing = new Ageing(normal, batch, Duration.ZERO);
    Scheduler<String> scheduler = new Scheduler<>(Policy.FAIR, Limits.DEFAULT, ageing, tenant -> 1);
    int[] waiting = new int[3];
    int[] passed = new int[3];
    for (int step = 0; step < 500; step++) {
      int offered = random.nextInt(4);
      if (offered < 3) {
        Work.queue(scheduler, Work.of(Work.PRIORITIES.get(offered), 1, "job"));
        waiting[offered]++;
      }
      if (random.nextInt(5) < 4 && scheduler.queued() > 0) {
        int chosen = scheduler.next(0).orElseThrow().request().priority().rank;
        waiting[chosen]--;
        passed[chosen] = 0;
        for (Priority priority : Priority.values()) {
          int index = priority.rank;
          if (index != chosen && waiting[index] > 0) {
            passed[index]++;
            assertThat(passed[index])
                .as(priority.name())
                .isLessThanOrEqualTo(passes(priority, ageing));
          }
        }
      }
    }
  }

  @Example
  void reachesTheStatedPassesUnderPressure() {
    Ageing ageing = new Ageing(3, 7, Duration.ZERO);
    Scheduler<String> scheduler = new Scheduler<>(Policy.FAIR, Limits.DEFAULT, ageing, tenant -> 1);
    for (int i = 0; i < 40; i++) {
      Work.queue(scheduler, Work.of(Priority.INTERACTIVE, 1, "i"));
      Work.queue(scheduler, Work.of(Priority.NORMAL, 1, "n"));
      Work.queue(scheduler, Work.of(Priority.BATCH, 1, "b"));
    }

    assertThat(String.join("", Work.drain(scheduler).subList(0, 24)))
        .isEqualTo("iiiniiibniiiniibniiiniib");
  }

  private static int passes(Priority priority, Ageing ageing) {
    return switch (priority) {
      case INTERACTIVE -> 2;
      case NORMAL -> ageing.normal() + 1;
      case BATCH -> ageing.batch();
    };
  }
}
