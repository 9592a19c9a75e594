/** Refusing new work while the server shuts down. */
@NullMarked
package dev.parley.adapters.rest.intake;

import org.jspecify.annotations.NullMarked;
