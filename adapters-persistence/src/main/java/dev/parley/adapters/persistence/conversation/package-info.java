/**
 * Conversations, messages, runs and what they used, in PostgreSQL. The events of a run are kept by
 * its journal, not here.
 */
@NullMarked
package dev.parley.adapters.persistence.conversation;

import org.jspecify.annotations.NullMarked;
