/** The bot API: one message in, one cited answer out, whole or as a stream. */
@NullMarked
package dev.parley.adapters.rest.chat;

import org.jspecify.annotations.NullMarked;
