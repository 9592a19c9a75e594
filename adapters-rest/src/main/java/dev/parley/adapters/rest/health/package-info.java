/** Whether the server lives, and whether it can serve. */
@NullMarked
package dev.parley.adapters.rest.health;

import org.jspecify.annotations.NullMarked;
