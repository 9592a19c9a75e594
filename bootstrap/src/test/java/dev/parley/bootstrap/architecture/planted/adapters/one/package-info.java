/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.adapters.one;

import org.jspecify.annotations.NullMarked;
