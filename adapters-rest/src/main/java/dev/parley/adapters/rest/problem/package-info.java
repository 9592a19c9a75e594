/** Errors as the client sees them: problem details (RFC 9457), whoever raised them. */
@NullMarked
package dev.parley.adapters.rest.problem;

import org.jspecify.annotations.NullMarked;
