/** Requests that are answered once, in PostgreSQL. */
@NullMarked
package dev.parley.adapters.persistence.idempotency;

import org.jspecify.annotations.NullMarked;
