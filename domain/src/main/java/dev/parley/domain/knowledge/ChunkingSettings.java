package dev.parley.domain.knowledge;

import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;

/**
 * How documents of a dataset are cut.
 *
 * @param size the most tokens in a chunk, as the application's token counter counts
 * @param overlap tokens at the end of a chunk of prose that the next one of the same section
 *     repeats; declarations, elements and rows are not repeated, since they stand alone
 * @param strategy along which structure
 */
public record ChunkingSettings(int size, int overlap, ChunkingStrategy strategy) {
  /** Below it a chunk says too little to be found. */
  public static final int MIN_SIZE = 32;

  /** An embedding model that reads fewer tokens sees a part of such a chunk only. */
  public static final int MAX_SIZE = 2_000;

  /** Fits with its heading into the 256 tokens that the shortest-sighted of our models reads. */
  public static final ChunkingSettings DEFAULT =
      new ChunkingSettings(180, 36, ChunkingStrategy.AUTO);

  public ChunkingSettings {
    Objects.requireNonNull(strategy);
    if (size < MIN_SIZE || size > MAX_SIZE) {
      throw new InvalidValue("chunking.size", size, MIN_SIZE + ".." + MAX_SIZE + " tokens");
    }
    if (overlap < 0 || overlap > size / 2) {
      throw new InvalidValue("chunking.overlap", overlap, "0.." + size / 2 + ", half the size");
    }
  }
}
