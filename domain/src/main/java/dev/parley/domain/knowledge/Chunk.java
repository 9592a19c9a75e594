package dev.parley.domain.knowledge;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored piece of a document: the unit that is found and cited.
 *
 * @param document the document, or the file that stands in its place
 * @param dataset null: of no dataset, but of a file that is attached to a conversation
 */
public record Chunk(
    ChunkId id, DocumentId document, @Nullable DatasetId dataset, ChunkDraft content) {
  public Chunk {
    Objects.requireNonNull(id);
    Objects.requireNonNull(document);
    Objects.requireNonNull(content);
  }

  /** Whether it is of a file that is attached to a conversation. */
  public boolean isAttached() {
    return dataset == null;
  }
}
