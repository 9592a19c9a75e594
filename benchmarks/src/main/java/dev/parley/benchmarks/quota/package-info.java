/** What counting limits costs. */
@NullMarked
package dev.parley.benchmarks.quota;

import org.jspecify.annotations.NullMarked;
