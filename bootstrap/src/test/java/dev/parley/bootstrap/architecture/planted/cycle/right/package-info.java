/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.cycle.right;

import org.jspecify.annotations.NullMarked;
