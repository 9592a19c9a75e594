/**
 * Providers that speak OpenAI's chat completions over HTTP: OpenAI itself, Groq, Ollama and others
 * by their address. What goes wrong there is translated here, once. Which models a provider has is
 * kept in the catalog package.
 */
@NullMarked
package dev.parley.adapters.llm.openai;

import org.jspecify.annotations.NullMarked;
