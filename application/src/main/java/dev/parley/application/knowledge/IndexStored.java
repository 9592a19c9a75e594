package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Set;

/**
 * Puts what is stored of a document into the index, though the document may be removed meanwhile.
 */
final class IndexStored {
  private final Documents documents;
  private final Chunks chunks;
  private final PassageIndex index;

  IndexStored(Documents documents, Chunks chunks, PassageIndex index) {
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.index = Objects.requireNonNull(index);
  }

  /** Blocking. */
  void index(TenantId tenant, DocumentId document) {
    index(tenant, document, chunks.ofDocument(tenant, document));
  }

  /** The same, of what was read already. */
  void index(TenantId tenant, DocumentId document, DocumentChunks content) {
    index.put(tenant, document, content);
    // Whoever removes it from now on takes it out of the index afterwards; who did it before may
    // have come too early.
    if (documents.find(tenant, document).isEmpty()) {
      index.remove(tenant, Set.of(document));
    }
  }
}
