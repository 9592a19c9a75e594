/** Ports to what generates text, and to the list of what there is. */
@NullMarked
package dev.parley.application.model;

import org.jspecify.annotations.NullMarked;
