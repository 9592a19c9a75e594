/**
 * A provider of models that answers what it is told to, fast enough never to be what is measured:
 * OpenAI's chat completions, embeddings and list of models, from bytes that were encoded once.
 */
@NullMarked
package dev.parley.benchmarks.provider;

import org.jspecify.annotations.NullMarked;
