/** What is let in: no new work while the server shuts down, and few large bodies at a time. */
@NullMarked
package dev.parley.adapters.rest.intake;

import org.jspecify.annotations.NullMarked;
