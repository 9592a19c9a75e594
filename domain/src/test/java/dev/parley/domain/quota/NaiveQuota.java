package dev.parley.domain.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A quota as one would explain it: queues whose parts are paid off one after the other, and a list
 * of everything that was ever paid. Slow, and with nothing in common with the real one.
 */
final class NaiveQuota {
  private final Quota quota;
  private final Queue requests;
  private final Queue tokens;
  private final Map<ReservationId, Held> held = new HashMap<>();
  private final List<Paid> payments = new ArrayList<>();

  NaiveQuota(Quota quota, Instant start) {
    this.quota = quota;
    this.requests = new Queue(quota.requests(), start);
    this.tokens = new Queue(quota.tokens(), start);
  }

  private record Held(long cost, long tokens, Instant expiresAt) {}

  private record Paid(Instant at, long cost) {}

  private static final class Part {
    @Nullable ReservationId id;
    long units;

    Part(@Nullable ReservationId id, long units) {
      this.id = id;
      this.units = units;
    }
  }

  /** What a bucket has granted and not paid off, part by part. */
  private static final class Queue {
    private final @Nullable Rate rate;
    private final List<Part> parts = new ArrayList<>();
    private Instant at;

    Queue(@Nullable Rate rate, Instant at) {
      this.rate = rate;
      this.at = at;
    }

    void payUntil(Instant now) {
      long nanos = Duration.between(at, now).toNanos();
      at = now;
      if (rate == null) {
        parts.clear();
        return;
      }
      long pay = nanos * rate.perMinute();
      while (pay > 0 && !parts.isEmpty()) {
        Part first = parts.getFirst();
        long paid = Math.min(pay, first.units);
        first.units -= paid;
        pay -= paid;
        if (first.units == 0) {
          parts.removeFirst();
        }
      }
    }

    boolean fits(long count) {
      return rate == null
          || parts.stream().mapToLong(part -> part.units).sum() + count * Rate.UNIT
              <= rate.burst() * Rate.UNIT;
    }

    void add(@Nullable ReservationId id, long count) {
      if (rate != null) {
        parts.add(new Part(id, count * Rate.UNIT));
      }
    }

    /** Takes back from an open reservation, which its id no longer names from here on. */
    void end(ReservationId id, long count) {
      for (Part part : parts) {
        if (id.equals(part.id)) {
          part.units -= Math.min(part.units, count * Rate.UNIT);
          part.id = null;
        }
      }
    }

    long debt() {
      return parts.stream().mapToLong(part -> part.units).sum();
    }
  }

  boolean reserve(Demand demand, Instant now) {
    pass(now);
    if (held.containsKey(demand.id())) {
      return true;
    }
    long cost = demand.cost().microUsd();
    boolean granted =
        requests.fits(1)
            && tokens.fits(demand.tokens())
            && (quota.daily() == null
                || spentOnDay(now) + reserved() + cost <= quota.daily().microUsd())
            && (quota.monthly() == null
                || spentInMonth(now) + reserved() + cost <= quota.monthly().microUsd());
    if (granted) {
      requests.add(demand.id(), 1);
      tokens.add(demand.id(), demand.tokens());
      held.put(demand.id(), new Held(cost, demand.tokens(), now.plus(demand.holdFor())));
    }
    return granted;
  }

  boolean settle(ReservationId id, long used, long cost, Instant now) {
    pass(now);
    Held open = held.remove(id);
    if (open == null) {
      return false;
    }
    requests.end(id, 0);
    tokens.end(id, Math.max(0, open.tokens() - used));
    tokens.add(null, Math.max(0, used - open.tokens()));
    payments.add(new Paid(now, cost));
    return true;
  }

  boolean release(ReservationId id, Instant now) {
    pass(now);
    Held open = held.remove(id);
    if (open == null) {
      return false;
    }
    requests.end(id, 1);
    tokens.end(id, open.tokens());
    return true;
  }

  long requestDebt() {
    return requests.debt();
  }

  long tokenDebt() {
    return tokens.debt();
  }

  long reserved() {
    return held.values().stream().mapToLong(Held::cost).sum();
  }

  long spentOnDay(Instant now) {
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return payments.stream()
        .filter(paid -> LocalDate.ofInstant(paid.at(), ZoneOffset.UTC).equals(day))
        .mapToLong(Paid::cost)
        .sum();
  }

  long spentInMonth(Instant now) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    return payments.stream()
        .filter(paid -> YearMonth.from(paid.at().atOffset(ZoneOffset.UTC)).equals(month))
        .mapToLong(Paid::cost)
        .sum();
  }

  private void pass(Instant now) {
    requests.payUntil(now);
    tokens.payUntil(now);
    for (Map.Entry<ReservationId, Held> each : Map.copyOf(held).entrySet()) {
      if (!each.getValue().expiresAt().isAfter(now)) {
        held.remove(each.getKey());
        requests.end(each.getKey(), 0);
        tokens.end(each.getKey(), 0);
      }
    }
  }
}
