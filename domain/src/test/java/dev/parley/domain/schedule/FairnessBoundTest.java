package dev.parley.domain.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The bound of the scheduler's Javadoc, in a run that tries to break it: tenants of different
 * weights come and go in every priority, and whole batches of output are charged at once.
 */
class FairnessBoundTest {
  private static final int STEPS = 10_000_000;
  private static final long SEED = 33;
  private static final int TENANTS = 6;
  private static final int PRIORITIES = Priority.values().length;
  private static final int MOST_INPUT = 200;
  private static final int MOST_OUTPUT = 100;
  private static final int SERVERS = 8;
  private static final int MOST_QUEUED = 8;

  /** Powers of two, so that dividing by them is exact. */
  private static final int[] WEIGHTS = {1, 1, 1, 2, 2, 4};

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<TenantId> tenants = new ArrayList<>();
  private final Scheduler<Integer> scheduler =
      new Scheduler<>(
          Policy.FAIR,
          Limits.DEFAULT,
          Ageing.DEFAULT,
          tenant -> WEIGHTS[(int) tenant.value().getLeastSignificantBits()]);
  private final List<Ticket<Integer>> running = new ArrayList<>();
  private final int[][] waiting = new int[PRIORITIES][TENANTS];
  private final double[][] service = new double[PRIORITIES][TENANTS];
  private final double[][][] least = new double[PRIORITIES][TENANTS][TENANTS];
  private final double[][][] most = new double[PRIORITIES][TENANTS][TENANTS];
  private double widest;
  private int turns;

  @Test
  void isNeverBrokenInTenMillionSteps() {
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      tenants.add(Work.tenant(tenant));
    }
    for (int step = 0; step < STEPS; step++) {
      int kind = random.nextInt(8);
      if (kind < 4) {
        offer(step);
      } else if (kind < 7 && running.size() < SERVERS) {
        Optional<Ticket<Integer>> next = scheduler.next(step);
        if (next.isPresent()) {
          dispatched(next.get());
        }
      } else if (!running.isEmpty()) {
        Ticket<Integer> ended = running.remove(random.nextInt(running.size()));
        int output = random.nextInt(MOST_OUTPUT + 1);
        scheduler.charge(ended, output);
        scheduler.complete(ended);
        served(ended, 2 * output);
      }
    }
    assertThat(turns).isGreaterThan(STEPS / 10);
    assertThat(widest).as("the bound is near enough to be worth keeping").isBetween(0.25, 1.0);
  }

  /** Runs of offers to the same few tenants, so that some wait all the time and some run dry. */
  private void offer(int step) {
    int era = step / 5_000;
    int tenant = random.nextInt(TENANTS);
    int priority = random.nextInt(PRIORITIES);
    boolean away = (era + tenant) % 4 == 0;
    if (waiting[priority][tenant] < MOST_QUEUED && !away) {
      int input = random.nextInt(10) == 0 ? MOST_INPUT : random.nextInt(1 + MOST_INPUT / 20);
      scheduler.offer(
          new Request<>(tenants.get(tenant), Work.PRIORITIES.get(priority), input, tenant), step);
      if (waiting[priority][tenant]++ == 0) {
        restart(priority, tenant);
      }
    }
  }

  private void dispatched(Ticket<Integer> ticket) {
    turns++;
    running.add(ticket);
    served(ticket, Math.max(1, ticket.request().inputTokens()));
    waiting[ticket.request().priority().rank][ticket.job()]--;
  }

  private void served(Ticket<Integer> ticket, int cost) {
    int priority = ticket.request().priority().rank;
    int tenant = ticket.job();
    service[priority][tenant] += (double) cost / WEIGHTS[tenant];
    if (waiting[priority][tenant] == 0) {
      return;
    }
    for (int other = 0; other < TENANTS; other++) {
      if (other != tenant && waiting[priority][other] > 0) {
        compare(priority, Math.min(tenant, other), Math.max(tenant, other));
      }
    }
  }

  private void restart(int priority, int tenant) {
    for (int other = 0; other < TENANTS; other++) {
      int one = Math.min(tenant, other);
      int two = Math.max(tenant, other);
      double difference = service[priority][one] - service[priority][two];
      least[priority][one][two] = difference;
      most[priority][one][two] = difference;
    }
  }

  private void compare(int priority, int one, int two) {
    double difference = service[priority][one] - service[priority][two];
    double low = Math.min(least[priority][one][two], difference);
    double high = Math.max(most[priority][one][two], difference);
    least[priority][one][two] = low;
    most[priority][one][two] = high;
    double term = MOST_INPUT + 2.0 * SERVERS * MOST_OUTPUT;
    double bound = term / WEIGHTS[one] + term / WEIGHTS[two];
    if (high - low > bound) {
      throw new AssertionError(
          "gap: %s (expected: at most %s, seed %s)".formatted(high - low, bound, SEED));
    }
    widest = Math.max(widest, (high - low) / bound);
  }
}
