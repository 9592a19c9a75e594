/**
 * Which models there are: those of the configured providers, as settings name them or as the
 * providers say, and always the one that works offline. What is known of well-known models stands
 * in a table beside this package.
 */
@NullMarked
package dev.parley.adapters.llm.catalog;

import org.jspecify.annotations.NullMarked;
