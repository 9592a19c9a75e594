/** The command line: one class a command. */
@NullMarked
package dev.parley.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
