/**
 * What protects one turn of a conversation: the guards of the domain, put together for a bot's
 * scopes. When each of them is asked is the business of the chat turn.
 */
@NullMarked
package dev.parley.application.guardrail;

import org.jspecify.annotations.NullMarked;
