/** Administration of bots. */
@NullMarked
package dev.parley.adapters.rest.bot;

import org.jspecify.annotations.NullMarked;
