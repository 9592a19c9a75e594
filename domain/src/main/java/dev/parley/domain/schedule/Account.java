package dev.parley.domain.schedule;

import dev.parley.domain.tenant.TenantId;
import java.util.List;

/** What a scheduler knows of one tenant. */
final class Account<J> {
  final TenantId tenant;

  /** What the tenant had and has in each priority, by rank. */
  final List<Share<J>> shares = List.of(new Share<>(), new Share<>(), new Share<>());

  int weight = 1;
  int queued;
  int running;

  Account(TenantId tenant) {
    this.tenant = tenant;
  }

  /** One tenant's part of one priority. */
  static final class Share<J> extends Entry {
    final Heap<Ticket<J>> waiting = new Heap<>();

    /** Service received by weight, in {@link FairOrder#UNIT}s of a token: the virtual counter. */
    long counter;
  }
}
