/** Use cases and the port for scopes. */
@NullMarked
package dev.parley.application.scope;

import org.jspecify.annotations.NullMarked;
