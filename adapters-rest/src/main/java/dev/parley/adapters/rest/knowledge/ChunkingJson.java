package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How documents are cut; in requests, what is left out takes its default.
 *
 * @param size the most tokens in a chunk
 * @param overlap tokens that the next chunk repeats
 * @param strategy along which structure: {@code auto} (judged for each document), {@code markdown},
 *     {@code plain}, {@code code}, {@code json} or {@code table}
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Chunking")
record ChunkingJson(@Nullable Integer size, @Nullable Integer overlap, @Nullable String strategy) {
  static ChunkingJson of(ChunkingSettings settings) {
    return new ChunkingJson(settings.size(), settings.overlap(), Words.of(settings.strategy()));
  }

  /**
   * What is asked for.
   *
   * @param otherwise where it is left out
   */
  ChunkingSettings settings(ChunkingSettings otherwise) {
    ChunkingStrategy wanted = Words.parse(ChunkingStrategy.class, "chunking.strategy", strategy);
    return new ChunkingSettings(
        size == null ? otherwise.size() : size,
        overlap == null ? overlapFor(otherwise.overlap()) : overlap,
        wanted == null ? otherwise.strategy() : wanted);
  }

  /** A small size given alone would not bear the default overlap. */
  private int overlapFor(int otherwise) {
    int most = size == null ? Integer.MAX_VALUE : Math.max(0, size / 2);
    return Math.min(otherwise, most);
  }
}
