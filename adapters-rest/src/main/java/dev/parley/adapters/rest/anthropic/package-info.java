/**
 * Anthropic's API on Messages: requests are put into the form of OpenAI's, answered as there, and
 * the answers put back. Nothing is decided here but how one form reads in the other.
 */
@NullMarked
package dev.parley.adapters.rest.anthropic;

import org.jspecify.annotations.NullMarked;
