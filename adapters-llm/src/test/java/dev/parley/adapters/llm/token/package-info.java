/** Counters, and the estimator held against them. */
@NullMarked
package dev.parley.adapters.llm.token;

import org.jspecify.annotations.NullMarked;
