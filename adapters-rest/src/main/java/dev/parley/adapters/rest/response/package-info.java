/**
 * OpenAI's API on Responses: requests are put into the form of chat completions, answered as there,
 * and the answers put into that of responses, which are kept for later requests to build upon.
 * Nothing is decided here but how one form reads in the other.
 */
@NullMarked
package dev.parley.adapters.rest.response;

import org.jspecify.annotations.NullMarked;
