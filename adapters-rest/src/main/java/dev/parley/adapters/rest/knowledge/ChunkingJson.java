package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How documents are cut; in requests, what is left out takes its default.
 *
 * @param size the most tokens in a chunk
 * @param overlap tokens that the next chunk repeats
 * @param strategy always {@code structure}: on headings, paragraphs and sentences
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Chunking")
record ChunkingJson(@Nullable Integer size, @Nullable Integer overlap, @Nullable String strategy) {
  private static final String STRUCTURE = "structure";

  static ChunkingJson of(ChunkingSettings settings) {
    return new ChunkingJson(settings.size(), settings.overlap(), STRUCTURE);
  }

  ChunkingSettings settings() {
    if (strategy != null && !strategy.equals(STRUCTURE)) {
      throw new InvalidValue(
          "chunking.strategy", "'" + Fields.shortened(strategy) + "'", STRUCTURE);
    }
    ChunkingSettings otherwise = ChunkingSettings.DEFAULT;
    return new ChunkingSettings(
        size == null ? otherwise.size() : size, overlap == null ? overlapFor(size) : overlap);
  }

  /** A small size given alone would not bear the default overlap. */
  private static int overlapFor(@Nullable Integer size) {
    int most = size == null ? Integer.MAX_VALUE : Math.max(0, size / 2);
    return Math.min(ChunkingSettings.DEFAULT.overlap(), most);
  }
}
