/** What counting tokens and assembling a prompt cost. */
@NullMarked
package dev.parley.benchmarks.context;

import org.jspecify.annotations.NullMarked;
