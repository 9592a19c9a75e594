package dev.parley.benchmarks.schedule;

import dev.parley.domain.schedule.Priority;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Requests of 1,000 tenants, of every priority and size, one after the other without end. */
final class Requests {
  private static final int TENANTS = 1_000;
  private static final int ROUND = 1 << 16;

  private final List<Request<Integer>> round = new ArrayList<>(ROUND);

  Requests() {
    SplittableRandom random = new SplittableRandom(1);
    List<TenantId> tenants = new ArrayList<>();
    for (int i = 0; i < TENANTS; i++) {
      tenants.add(new TenantId(new UUID(random.nextLong(), random.nextLong())));
    }
    List<Priority> priorities = List.of(Priority.values());
    for (int i = 0; i < ROUND; i++) {
      round.add(
          new Request<>(
              tenants.get(random.nextInt(TENANTS)),
              priorities.get(random.nextInt(priorities.size())),
              random.nextInt(1, 2_000),
              i));
    }
  }

  Request<Integer> at(long time) {
    return round.get((int) time & (ROUND - 1));
  }
}
