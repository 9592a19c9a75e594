/** What guarding texts costs. */
@NullMarked
package dev.parley.benchmarks.guardrail;

import org.jspecify.annotations.NullMarked;
