/**
 * Embedding models. The one that comes with Parley runs inside this process, so that documents can
 * be searched by meaning without a provider.
 */
@NullMarked
package dev.parley.adapters.llm.embedding;

import org.jspecify.annotations.NullMarked;
