package dev.parley.benchmarks.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What came of asking one server for a while.
 *
 * @param right answers that were as they had to be
 * @param wrong all others, and connections that broke
 * @param fault what was wrong with the first of these; null: there was none
 * @param seconds from the first question to the last answer
 * @param latencies of right answers, to their last byte
 * @param firstBytes of right answers, to their first byte
 */
record Tally(
    int right,
    int wrong,
    @Nullable String fault,
    double seconds,
    Latencies latencies,
    Latencies firstBytes) {}
