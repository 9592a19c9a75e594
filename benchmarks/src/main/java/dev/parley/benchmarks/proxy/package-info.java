/** The least that a gateway can do, as something to measure others against. */
@NullMarked
package dev.parley.benchmarks.proxy;

import org.jspecify.annotations.NullMarked;
