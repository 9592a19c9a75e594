/** Retrieval alone: the passages that chat would be shown. */
@NullMarked
package dev.parley.adapters.rest.search;

import org.jspecify.annotations.NullMarked;
