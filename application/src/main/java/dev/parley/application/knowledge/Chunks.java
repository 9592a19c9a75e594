package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The chunks of documents with their embeddings: the truth that indexes are made from. */
public interface Chunks {

  /** A chunk and its vector. */
  record Embedded(Chunk chunk, float[] vector) {}

  /** A chunk and the title of its document. */
  record Titled(Chunk chunk, String title) {}

  /**
   * All of a document that an index holds, and how it stood when it was read.
   *
   * @param revision grows with each change to the chunks or the tags
   * @param language that most of the document is written in; null where that is not known
   * @param createdAt when the document was added
   */
  record DocumentChunks(
      long revision,
      String embeddingModel,
      List<String> tags,
      @Nullable Language language,
      Instant createdAt,
      List<Embedded> chunks) {
    public DocumentChunks {
      Objects.requireNonNull(createdAt);
    }

    /** Of a document in no known language that was added before all others. */
    public DocumentChunks(
        long revision, String embeddingModel, List<String> tags, List<Embedded> chunks) {
      this(revision, embeddingModel, tags, null, Instant.EPOCH, chunks);
    }

    /** The same document with other chunks. */
    public DocumentChunks with(List<Embedded> others) {
      return new DocumentChunks(revision, embeddingModel, tags, language, createdAt, others);
    }
  }

  /**
   * Puts the chunks of a document in place of any earlier ones.
   *
   * @param embeddingModel name of the model that made the vectors
   * @return the new revision of the document's chunks; empty if the document is gone
   */
  OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> chunks);

  /**
   * Puts vectors of another model in place of those of a document's chunks, which stay as they are.
   * Nothing is changed if the document is gone, or its chunks or tags have changed since they were
   * read.
   *
   * @param revision under which the chunks were read
   * @param embedded each chunk of the document with its new vector
   * @return the new revision; empty if nothing was changed
   */
  OptionalLong replaceVectors(
      TenantId tenant,
      DocumentId document,
      long revision,
      String embeddingModel,
      List<Embedded> embedded);

  /** The documents whose vectors another model made, in no order. */
  List<DocumentId> embeddedByOthers(TenantId tenant, String embeddingModel);

  /** Those of the chunks that exist, in no order. */
  List<Titled> find(TenantId tenant, Collection<ChunkId> ids);

  /**
   * The vectors of those of the chunks that have one.
   *
   * @param embeddingModel name of the model that made the vectors
   */
  Map<ChunkId, float[]> vectors(TenantId tenant, String embeddingModel, Collection<ChunkId> ids);

  /**
   * The vectors that a model made of the same texts before, by text, as far as chunks of the
   * tenant's hold them still.
   *
   * @param texts as they are embedded; see {@code ChunkDraft.searchableText}
   */
  Map<String, float[]> embedded(TenantId tenant, String embeddingModel, Collection<String> texts);

  /** In reading order. */
  Page<Chunk> list(TenantId tenant, DocumentId document, PageRequest page);

  /** Everything of a document for an index; no chunks if there are none. */
  DocumentChunks ofDocument(TenantId tenant, DocumentId document);
}
