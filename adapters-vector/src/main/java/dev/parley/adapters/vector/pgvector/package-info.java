/** Passages in PostgreSQL with the extension pgvector, for installations of several nodes. */
@NullMarked
package dev.parley.adapters.vector.pgvector;

import org.jspecify.annotations.NullMarked;
