package dev.parley.domain.schedule;

import dev.parley.domain.tenant.TenantId;

/** What a scheduler knows of one tenant. */
final class Account<J> {
  final TenantId tenant;

  private final Share<J> interactive = new Share<>();
  private final Share<J> normal = new Share<>();
  private final Share<J> batch = new Share<>();

  int weight = 1;
  int queued;
  int running;

  Account(TenantId tenant) {
    this.tenant = tenant;
  }

  /** What the tenant had and has in a priority. */
  Share<J> share(Priority priority) {
    return share(priority.rank);
  }

  /** The same by the priority's rank. */
  Share<J> share(int rank) {
    return rank == 0 ? interactive : rank == 1 ? normal : batch;
  }

  /** One tenant's part of one priority. */
  static final class Share<J> extends Line<J> {
    /** Service received by weight, in {@link FairOrder#UNIT}s of a token: the virtual counter. */
    long counter;
  }
}
