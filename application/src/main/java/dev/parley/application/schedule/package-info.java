/**
 * Threads that wait for their turn at a model, alone or in batches, in the order that the domain's
 * scheduler decides.
 */
@NullMarked
package dev.parley.application.schedule;

import org.jspecify.annotations.NullMarked;
