/** JSON shapes and checks that several routes share. What one route alone uses is beside it. */
@NullMarked
package dev.parley.adapters.rest.wire;

import org.jspecify.annotations.NullMarked;
