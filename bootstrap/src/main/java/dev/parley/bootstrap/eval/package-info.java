/** Measures retrieval on a test collection: questions of which the right answers are known. */
@NullMarked
package dev.parley.bootstrap.eval;

import org.jspecify.annotations.NullMarked;
