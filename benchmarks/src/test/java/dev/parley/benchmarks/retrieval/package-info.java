@NullMarked
package dev.parley.benchmarks.retrieval;

import org.jspecify.annotations.NullMarked;
