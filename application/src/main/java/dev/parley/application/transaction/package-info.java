/** The port that makes several changes one, and binds them to a tenant. */
@NullMarked
package dev.parley.application.transaction;

import org.jspecify.annotations.NullMarked;
