/**
 * Embedding models. Those that come with Parley run inside this process, so that documents can be
 * searched by meaning without a provider; others are asked of providers.
 */
@NullMarked
package dev.parley.adapters.llm.embedding;

import org.jspecify.annotations.NullMarked;
