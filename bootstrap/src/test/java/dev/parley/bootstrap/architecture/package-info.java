/**
 * The rules that keep the rings apart, and a planted violation for each that proves it can fail.
 */
@NullMarked
package dev.parley.bootstrap.architecture;

import org.jspecify.annotations.NullMarked;
