/** Models and what is known of them: their provider, window, prices and capabilities. */
@NullMarked
package dev.parley.domain.routing;

import org.jspecify.annotations.NullMarked;
