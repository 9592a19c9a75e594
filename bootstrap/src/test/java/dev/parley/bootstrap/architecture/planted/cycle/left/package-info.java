/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.cycle.left;

import org.jspecify.annotations.NullMarked;
