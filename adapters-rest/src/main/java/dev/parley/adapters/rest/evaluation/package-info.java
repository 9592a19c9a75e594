/** Evaluations of bots by golden questions. */
@NullMarked
package dev.parley.adapters.rest.evaluation;

import org.jspecify.annotations.NullMarked;
