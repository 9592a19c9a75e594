/** Evaluations in PostgreSQL. */
@NullMarked
package dev.parley.adapters.persistence.evaluation;

import org.jspecify.annotations.NullMarked;
