/** Audit events in PostgreSQL. */
@NullMarked
package dev.parley.adapters.persistence.audit;

import org.jspecify.annotations.NullMarked;
