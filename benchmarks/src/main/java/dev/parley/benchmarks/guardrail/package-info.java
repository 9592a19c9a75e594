/** What guarding an answer costs while it streams. */
@NullMarked
package dev.parley.benchmarks.guardrail;

import org.jspecify.annotations.NullMarked;
