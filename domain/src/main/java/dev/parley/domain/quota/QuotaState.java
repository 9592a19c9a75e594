package dev.parley.domain.quota;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been used and what is reserved, of one holder of a {@link Quota}. It is made of longs
 * only, so that it can be kept anywhere; all of it is changed by the quota's transitions alone.
 *
 * @param at when it was last changed, in nanoseconds since 1970
 * @param requestDebt what the request bucket has granted and not yet paid off, in units of {@link
 *     Rate}
 * @param tokenDebt likewise of tokens
 * @param day which {@code daySpent} is of, counted from 1970 in UTC
 * @param daySpent micro-USD
 * @param month which {@code monthSpent} is of, counted from the year 0 in UTC
 * @param monthSpent micro-USD
 * @param holds open reservations, oldest first
 */
public record QuotaState(
    long at,
    long requestDebt,
    long tokenDebt,
    long day,
    long daySpent,
    long month,
    long monthSpent,
    List<Hold> holds) {

  /** Of a holder who has used nothing. */
  public static final QuotaState FRESH = new QuotaState(0, 0, 0, 0, 0, monthOf(0), 0, List.of());

  static final long NANOS_PER_SECOND = 1_000_000_000L;
  static final long NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;

  private static final int OWN_LONGS = 7;
  private static final int HOLD_LONGS = 7;

  public QuotaState {
    holds = List.copyOf(holds);
  }

  /**
   * An open reservation.
   *
   * @param idHigh the upper half of its id
   * @param idLow the lower half
   * @param tokens reserved
   * @param cost reserved, in micro-USD
   * @param requestsBehind units that joined the request bucket's debt after its own
   * @param tokensBehind likewise of tokens
   * @param expiresAt when it lapses, in nanoseconds since 1970
   */
  public record Hold(
      long idHigh,
      long idLow,
      long tokens,
      long cost,
      long requestsBehind,
      long tokensBehind,
      long expiresAt) {
    boolean is(ReservationId id) {
      return idHigh == id.value().getMostSignificantBits()
          && idLow == id.value().getLeastSignificantBits();
    }

    Hold behind(long requests, long tokensMore) {
      return new Hold(
          idHigh,
          idLow,
          tokens,
          cost,
          Rate.saturatingAdd(requestsBehind, requests),
          Rate.saturatingAdd(tokensBehind, tokensMore),
          expiresAt);
    }

    /** The same when units that joined after its own have been taken back. */
    Hold without(long requests, long tokensLess) {
      return new Hold(
          idHigh,
          idLow,
          tokens,
          cost,
          requestsBehind - requests,
          tokensBehind - tokensLess,
          expiresAt);
    }
  }

  /**
   * Of a holder whose spending is known from elsewhere, such as from the ledger after a restart.
   *
   * @param today what has been spent on the day of {@code now}
   * @param thisMonth what has been spent in the month of {@code now}, today included
   */
  public static QuotaState spent(Money today, Money thisMonth, Instant now) {
    long nanos = nanos(now);
    long day = dayOf(nanos);
    return new QuotaState(
        nanos, 0, 0, day, today.microUsd(), monthOf(day), thisMonth.microUsd(), List.of());
  }

  /** What is reserved and neither settled nor released, in micro-USD. */
  public long held() {
    long sum = 0;
    for (Hold hold : holds) {
      sum = Rate.saturatingAdd(sum, hold.cost());
    }
    return sum;
  }

  /** The state as {@link #of(long[])} reads it. */
  public long[] toLongs() {
    long[] longs = new long[OWN_LONGS + HOLD_LONGS * holds.size()];
    longs[0] = at;
    longs[1] = requestDebt;
    longs[2] = tokenDebt;
    longs[3] = day;
    longs[4] = daySpent;
    longs[5] = month;
    longs[6] = monthSpent;
    int next = OWN_LONGS;
    for (Hold hold : holds) {
      longs[next++] = hold.idHigh();
      longs[next++] = hold.idLow();
      longs[next++] = hold.tokens();
      longs[next++] = hold.cost();
      longs[next++] = hold.requestsBehind();
      longs[next++] = hold.tokensBehind();
      longs[next++] = hold.expiresAt();
    }
    return longs;
  }

  /** Reads what {@link #toLongs()} wrote. */
  public static QuotaState of(long[] longs) {
    if (longs.length < OWN_LONGS || (longs.length - OWN_LONGS) % HOLD_LONGS != 0) {
      throw new IllegalArgumentException(
          "quota state: "
              + longs.length
              + " longs (expected: "
              + OWN_LONGS
              + ", and "
              + HOLD_LONGS
              + " for each reservation)");
    }
    List<Hold> holds = new ArrayList<>((longs.length - OWN_LONGS) / HOLD_LONGS);
    for (int i = OWN_LONGS; i < longs.length; i += HOLD_LONGS) {
      holds.add(
          new Hold(
              longs[i],
              longs[i + 1],
              longs[i + 2],
              longs[i + 3],
              longs[i + 4],
              longs[i + 5],
              longs[i + 6]));
    }
    return new QuotaState(
        longs[0], longs[1], longs[2], longs[3], longs[4], longs[5], longs[6], holds);
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  static long dayOf(long nanos) {
    return Math.floorDiv(nanos, NANOS_PER_DAY);
  }

  static long monthOf(long day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    return date.getYear() * 12L + date.getMonthValue() - 1;
  }

  /** The first nanosecond of the month after. */
  static long endOfMonth(long month) {
    long next = month + 1;
    LocalDate first = LocalDate.of(Math.toIntExact(next / 12), Math.toIntExact(next % 12) + 1, 1);
    return first.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * NANOS_PER_SECOND;
  }
}
