/** Simulations in virtual time, the same on every machine. */
@NullMarked
package dev.parley.bootstrap.simulate;

import org.jspecify.annotations.NullMarked;
