/** Puts the parts together, starts them in order and stops them in the opposite one. */
@NullMarked
package dev.parley.bootstrap.server;

import org.jspecify.annotations.NullMarked;
