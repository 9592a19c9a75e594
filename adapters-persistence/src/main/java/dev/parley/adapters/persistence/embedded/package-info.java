/**
 * The PostgreSQL server that Parley brings along when no {@code DATABASE_URL} is set.
 *
 * <p>Here live the lock on {@code PARLEY_HOME}, the unpacking of the bundled server binaries, the
 * making of the data directory, and the starting, healing and stopping of the server process.
 * Schema, roles and connection pools do not live here: to the rest of Parley this is one more
 * PostgreSQL reached by a JDBC URL.
 */
@NullMarked
package dev.parley.adapters.persistence.embedded;

import org.jspecify.annotations.NullMarked;
