/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.bootstrap;

import org.jspecify.annotations.NullMarked;
