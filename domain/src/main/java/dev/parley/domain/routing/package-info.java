/**
 * Models and what is known of them (window, prices, capabilities, health), and the choice between
 * them: which one is asked next, for how long, and when another is asked instead. Calling them is
 * left to others.
 */
@NullMarked
package dev.parley.domain.routing;

import org.jspecify.annotations.NullMarked;
