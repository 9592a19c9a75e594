package dev.parley.domain.knowledge;

import org.jspecify.annotations.Nullable;

/**
 * What the legs of a search gave a passage, before they were fused.
 *
 * @param semantic cosine, -1 to 1; null: not found by meaning
 * @param keyword BM25, 0 or more, comparable within one search only; null: not found by words
 */
public record LegScores(@Nullable Double semantic, @Nullable Double keyword) {}
