/**
 * Tries the scheduler out in virtual time: tenants that ask, model servers that answer, and how
 * long everybody waits.
 */
@NullMarked
package dev.parley.bootstrap.simulate;

import org.jspecify.annotations.NullMarked;
