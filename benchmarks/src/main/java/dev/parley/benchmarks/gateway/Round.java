package dev.parley.benchmarks.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one round of one way; times in milliseconds.
 *
 * @param right answers that were as they had to be
 * @param wrong all others
 * @param fault what was wrong with the first of these; null: there was none
 * @param perSecond right answers
 * @param p50 to an answer's last byte
 * @param p99 to an answer's last byte
 * @param firstP50 to an answer's first byte
 * @param firstP99 to an answer's first byte
 * @param processorMicros of the gateway, its children included, for each answer; what the client
 *     and the provider used is not in it
 */
record Round(
    String way,
    int right,
    int wrong,
    @Nullable String fault,
    double perSecond,
    double p50,
    double p99,
    double firstP50,
    double firstP99,
    double processorMicros) {

  static Round of(String way, Tally tally, Duration processorTime) {
    return new Round(
        way,
        tally.right(),
        tally.wrong(),
        tally.fault(),
        tally.right() / tally.seconds(),
        tally.latencies().millis(.5),
        tally.latencies().millis(.99),
        tally.firstBytes().millis(.5),
        tally.firstBytes().millis(.99),
        tally.right() == 0 ? Double.NaN : processorTime.toNanos() / 1e3 / tally.right());
  }
}
