/**
 * Reads documents, in a process of its own that nothing of value is in: {@link
 * dev.parley.adapters.vector.parsing.ParserMain} is what runs there. Everything that comes in is
 * taken for hostile: nothing is fetched and nothing is run. How that process is watched, and what
 * its end means, is not decided here but by the extraction package, which alone starts it.
 */
@NullMarked
package dev.parley.adapters.vector.parsing;

import org.jspecify.annotations.NullMarked;
