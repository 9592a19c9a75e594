/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.domain.odd;

import org.jspecify.annotations.NullMarked;
