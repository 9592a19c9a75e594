/** What counts as a word: the same for every passage index, so that all of them find alike. */
@NullMarked
package dev.parley.adapters.vector.words;

import org.jspecify.annotations.NullMarked;
