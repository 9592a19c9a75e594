/** How well and how fast both passage indexes find what a filter leaves. */
@NullMarked
package dev.parley.benchmarks.retrieval;

import org.jspecify.annotations.NullMarked;
