/** What choosing a model costs. */
@NullMarked
package dev.parley.benchmarks.routing;

import org.jspecify.annotations.NullMarked;
