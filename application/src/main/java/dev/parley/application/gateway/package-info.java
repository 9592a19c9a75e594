/**
 * Models for callers who bring the whole conversation with them, as OpenAI's clients do: nothing is
 * stored but what was used. The chat turn of a bot is not here.
 */
@NullMarked
package dev.parley.application.gateway;

import org.jspecify.annotations.NullMarked;
