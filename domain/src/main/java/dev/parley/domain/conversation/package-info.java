/**
 * Conversations, their messages, and runs: one run is one generation, from its acceptance to
 * exactly one end.
 */
@NullMarked
package dev.parley.domain.conversation;

import org.jspecify.annotations.NullMarked;
