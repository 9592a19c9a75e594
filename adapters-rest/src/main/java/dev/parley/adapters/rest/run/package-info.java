/** Runs: looking at them, following their events, stopping them. */
@NullMarked
package dev.parley.adapters.rest.run;

import org.jspecify.annotations.NullMarked;
