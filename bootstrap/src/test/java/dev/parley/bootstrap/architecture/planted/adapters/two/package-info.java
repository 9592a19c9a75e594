/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.adapters.two;

import org.jspecify.annotations.NullMarked;
