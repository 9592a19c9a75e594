/**
 * Everything that remembers: PostgreSQL behind the repositories and the unit of work, its
 * migrations, the embedded server, background jobs. SQL stays visible here and nowhere else. What a
 * row means is decided in the domain.
 */
@NullMarked
package dev.parley.adapters.persistence;

import org.jspecify.annotations.NullMarked;
