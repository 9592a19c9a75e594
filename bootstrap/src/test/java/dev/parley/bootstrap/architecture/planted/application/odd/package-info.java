/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.application.odd;

import org.jspecify.annotations.NullMarked;
