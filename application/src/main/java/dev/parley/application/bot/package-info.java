/** Use cases and the port for bots. */
@NullMarked
package dev.parley.application.bot;

import org.jspecify.annotations.NullMarked;
