package dev.parley.domain.knowledge;

import org.jspecify.annotations.Nullable;

/**
 * Where a passage stood in the legs of a search, counted from 1.
 *
 * @param semantic null: not found by meaning
 * @param keyword null: not found by words
 */
public record LegRanks(@Nullable Integer semantic, @Nullable Integer keyword) {}
