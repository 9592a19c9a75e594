/** Scopes in PostgreSQL. */
@NullMarked
package dev.parley.adapters.persistence.scope;

import org.jspecify.annotations.NullMarked;
