/** Violations on purpose; see ArchitectureTest. */
@NullMarked
package dev.parley.bootstrap.architecture.planted.naming;

import org.jspecify.annotations.NullMarked;
