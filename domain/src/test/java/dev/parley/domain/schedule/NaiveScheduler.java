package dev.parley.domain.schedule;

import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The rules of the order written down plainly, in lists that are searched from end to end. */
final class NaiveScheduler {
  private final Policy policy;
  private final Ageing ageing;
  private final ToIntFunction<TenantId> weights;
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<Key, Long> counters = new HashMap<>();
  private final Map<Key, Long> waitingSince = new HashMap<>();
  private final Map<Priority, Key> lastToLeave = new HashMap<>();
  private final Map<Priority, Integer> passedOver = new HashMap<>();
  private long sequence;
  private long turn;

  NaiveScheduler(Policy policy, Ageing ageing, ToIntFunction<TenantId> weights) {
    this.policy = policy;
    this.ageing = ageing;
    this.weights = weights;
  }

  record Key(TenantId tenant, Priority priority) {}

  record Waiting(Request<Integer> request, long due, long sequence) {
    Key key() {
      return new Key(request.tenant(), request.priority());
    }
  }

  void offer(Request<Integer> request, long now) {
    Key key = new Key(request.tenant(), request.priority());
    if (waiting.stream().noneMatch(other -> other.key().equals(key))) {
      long floor =
          waiting.stream()
              .filter(other -> other.request().priority() == request.priority())
              .mapToLong(other -> counter(other.key()))
              .min()
              .orElseGet(() -> floorWhenEmpty(request.priority()));
      counters.put(key, Math.max(counter(key), floor));
      waitingSince.put(key, turn++);
    }
    long due = Math.min(request.deadline(), now + ageing.overtaking().toNanos());
    waiting.add(new Waiting(request, due, sequence++));
  }

  @Nullable Request<Integer> next() {
    if (waiting.isEmpty()) {
      return null;
    }
    Waiting next =
        switch (policy) {
          case FIFO -> first(waiting, Comparator.comparingLong(Waiting::sequence));
          case PRIORITY ->
              first(
                  waiting,
                  Comparator.<Waiting, Priority>comparing(w -> w.request().priority())
                      .thenComparingLong(Waiting::due)
                      .thenComparingLong(Waiting::sequence));
          case FAIR -> fair();
        };
    for (Priority priority : Priority.values()) {
      if (waits(priority)) {
        passedOver.merge(priority, 1, Integer::sum);
      }
    }
    passedOver.put(next.request().priority(), 0);
    waiting.remove(next);
    add(next.key(), Math.max(1, next.request().inputTokens()));
    waitingSince.put(next.key(), turn++);
    left(next);
    return next.request();
  }

  private Waiting fair() {
    Priority priority = priority();
    return first(
        waiting.stream().filter(w -> w.request().priority() == priority).toList(),
        Comparator.<Waiting>comparingLong(w -> counter(w.key()))
            .thenComparingLong(w -> waitingSince.getOrDefault(w.key(), 0L))
            .thenComparingLong(Waiting::due)
            .thenComparingLong(Waiting::sequence));
  }

  private Priority priority() {
    if (waits(Priority.BATCH) && passed(Priority.BATCH) >= ageing.batch()) {
      return Priority.BATCH;
    }
    if (waits(Priority.NORMAL) && passed(Priority.NORMAL) >= ageing.normal()) {
      return Priority.NORMAL;
    }
    return waiting.stream()
        .map(w -> w.request().priority())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  void charge(Request<Integer> request, int outputTokens) {
    add(new Key(request.tenant(), request.priority()), 2L * outputTokens);
  }

  void remove(int job) {
    Waiting found =
        waiting.stream().filter(w -> w.request().job() == job).findFirst().orElseThrow();
    waiting.remove(found);
    left(found);
  }

  /** The jobs whose deadline has passed, in the order of the deadlines. */
  List<Integer> expired(long now) {
    return waiting.stream()
        .filter(w -> w.request().deadline() < now)
        .sorted(
            Comparator.<Waiting>comparingLong(w -> w.request().deadline())
                .thenComparingLong(Waiting::sequence))
        .map(w -> w.request().job())
        .toList();
  }

  private void left(Waiting gone) {
    if (waiting.stream().noneMatch(other -> other.key().equals(gone.key()))) {
      lastToLeave.put(gone.request().priority(), gone.key());
    }
    if (!waits(gone.request().priority())) {
      passedOver.put(gone.request().priority(), 0);
    }
  }

  private long floorWhenEmpty(Priority priority) {
    Key last = lastToLeave.get(priority);
    return last == null ? 0 : counter(last);
  }

  private boolean waits(Priority priority) {
    return waiting.stream().anyMatch(w -> w.request().priority() == priority);
  }

  private int passed(Priority priority) {
    return passedOver.getOrDefault(priority, 0);
  }

  private long counter(Key key) {
    return counters.getOrDefault(key, 0L);
  }

  private void add(Key key, long tokens) {
    long counted = tokens * FairOrder.UNIT / weights.applyAsInt(key.tenant());
    counters.merge(key, counted, Long::sum);
  }

  private static Waiting first(List<Waiting> among, Comparator<Waiting> order) {
    return among.stream().min(order).orElseThrow();
  }
}
