/**
 * The embedded passage index: one Lucene directory for each tenant, holding words and vectors of
 * its chunks. Nothing here is the only copy of anything.
 */
@NullMarked
package dev.parley.adapters.vector.lucene;

import org.jspecify.annotations.NullMarked;
