/**
 * OpenAI's API, for clients that know nothing else: chat completions and embeddings. Requests to
 * models of providers who speak it too are checked and handed on as bytes; bots and our own models
 * answer in its form.
 */
@NullMarked
package dev.parley.adapters.rest.openai;

import org.jspecify.annotations.NullMarked;
