/**
 * What the server is held against: the same framework, with a handler that does nothing but write
 * the same events.
 */
@NullMarked
package dev.parley.benchmarks.bare;

import org.jspecify.annotations.NullMarked;
