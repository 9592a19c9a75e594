/**
 * Reads text out of uploaded files: PDF, Markdown and plain text. Everything that comes in is taken
 * for hostile: time, characters and trust are bounded, nothing is fetched and nothing is run.
 */
@NullMarked
package dev.parley.adapters.vector.extraction;

import org.jspecify.annotations.NullMarked;
