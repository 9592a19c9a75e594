/**
 * Everything that thinks: chat completion and embedding providers behind the ports that ask for
 * them. Provider errors are translated here, once. Which model answers, and what it may cost, is
 * decided in the domain.
 */
@NullMarked
package dev.parley.adapters.llm;

import org.jspecify.annotations.NullMarked;
