/** What deciding whose turn it is costs. */
@NullMarked
package dev.parley.benchmarks.schedule;

import org.jspecify.annotations.NullMarked;
