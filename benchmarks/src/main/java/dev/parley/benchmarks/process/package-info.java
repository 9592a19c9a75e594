/** Processes that a measurement starts, and is sure to end. */
@NullMarked
package dev.parley.benchmarks.process;

import org.jspecify.annotations.NullMarked;
