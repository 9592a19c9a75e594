/** Responses that later requests build upon, in PostgreSQL. */
@NullMarked
package dev.parley.adapters.persistence.response;

import org.jspecify.annotations.NullMarked;
