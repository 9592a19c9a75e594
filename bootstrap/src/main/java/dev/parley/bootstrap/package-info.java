/**
 * The place where the parts meet: configuration, wiring, the command line and {@code main}. The
 * only module that sees all others, and the only one that reads the environment.
 */
@NullMarked
package dev.parley.bootstrap;

import org.jspecify.annotations.NullMarked;
