/** Bots in PostgreSQL, with the datasets that they read. */
@NullMarked
package dev.parley.adapters.persistence.bot;

import org.jspecify.annotations.NullMarked;
