/** Runs the benchmarks and writes down what they found, with the machine that they ran on. */
@NullMarked
package dev.parley.benchmarks;

import org.jspecify.annotations.NullMarked;
