package dev.parley.domain.knowledge;

import java.util.Objects;

/** A stored piece of a document: the unit that is found and cited. */
public record Chunk(ChunkId id, DocumentId document, DatasetId dataset, ChunkDraft content) {
  public Chunk {
    Objects.requireNonNull(id);
    Objects.requireNonNull(document);
    Objects.requireNonNull(dataset);
    Objects.requireNonNull(content);
  }
}
