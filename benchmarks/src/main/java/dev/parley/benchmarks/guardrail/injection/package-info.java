/** What judging a text for prompt injection costs. */
@NullMarked
package dev.parley.benchmarks.guardrail.injection;

import org.jspecify.annotations.NullMarked;
