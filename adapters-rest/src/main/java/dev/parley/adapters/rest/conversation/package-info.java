/** Conversations: beginning them, going on with them, listing and changing them. */
@NullMarked
package dev.parley.adapters.rest.conversation;

import org.jspecify.annotations.NullMarked;
