/**
 * The whole program in a JVM of its own, driven from outside: over HTTP, by signals, through its
 * command line and in a browser. What one module promises alone is tested in that module.
 */
@NullMarked
package dev.parley.bootstrap.e2e;

import org.jspecify.annotations.NullMarked;
