/** Tenants and API keys in PostgreSQL. Who may come in is decided in the application. */
@NullMarked
package dev.parley.adapters.persistence.tenant;

import org.jspecify.annotations.NullMarked;
