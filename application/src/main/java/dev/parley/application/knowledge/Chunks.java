package dev.parley.application.knowledge;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.EditionId;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chunks of documents with their embeddings: the truth that indexes are made from. */
public interface Chunks {

  /** A chunk and its vector. */
  record Embedded(Chunk chunk, float[] vector) {
    /** The same, bearing what stands for its dataset in an index. */
    public Embedded in(EditionId edition) {
      return new Embedded(
          new Chunk(chunk.id(), chunk.document(), edition.inIndex(), chunk.content()), vector);
    }
  }

  /**
   * A chunk and the title of its document.
   *
   * @param edition of which it is
   */
  record Titled(Chunk chunk, String title, EditionId edition) {}

  /**
   * All of a document that an index holds, and how it stood when it was read. Each chunk bears, in
   * place of its dataset, what stands for the edition; see {@link EditionId#inIndex}.
   *
   * @param revision grows with each change to the chunks or the tags
   * @param embeddingModel name of the model that made the vectors of the chunks
   * @param language that most of the document is written in; null where that is not known
   * @param createdAt when the document was added
   * @param chunks of the edition that searches see
   * @param beside of an edition that is being built
   */
  record DocumentChunks(
      long revision,
      String embeddingModel,
      List<String> tags,
      @Nullable Language language,
      Instant createdAt,
      List<Embedded> chunks,
      @Nullable Beside beside) {
    public DocumentChunks {
      Objects.requireNonNull(createdAt);
    }

    /** With nothing beside, of a document in no known language that was added before all others. */
    public DocumentChunks(
        long revision, String embeddingModel, List<String> tags, List<Embedded> chunks) {
      this(revision, embeddingModel, tags, null, Instant.EPOCH, chunks, null);
    }

    /** The same document with other chunks. */
    public DocumentChunks with(List<Embedded> others) {
      return new DocumentChunks(
          revision, embeddingModel, tags, language, createdAt, others, beside);
    }

    /** The chunks of all editions, by the name of the model that made their vectors. */
    public Map<String, List<Embedded>> byModel() {
      Map<String, List<Embedded>> all = new LinkedHashMap<>();
      all.put(embeddingModel, chunks);
      if (beside != null) {
        all.merge(
            beside.embeddingModel(),
            beside.chunks(),
            (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
      }
      return all;
    }
  }

  /** Chunks of a document in an edition that searches do not see yet. */
  record Beside(String embeddingModel, List<Embedded> chunks) {}

  /**
   * Puts the chunks of a document in place of any earlier ones, in the edition that searches see.
   *
   * @param embeddingModel name of the model that made the vectors
   * @return the new revision of the document's chunks; empty if the document is gone
   */
  OptionalLong replace(
      TenantId tenant, DocumentId document, String embeddingModel, List<Embedded> chunks);

  /**
   * Puts the chunks of a document into an edition that is being built, in place of any that it has
   * there. What searches see stays as it is.
   *
   * @return the new revision of the document's chunks; empty if the document is gone
   */
  OptionalLong replaceBeside(
      TenantId tenant,
      DocumentId document,
      EditionId edition,
      String embeddingModel,
      List<Embedded> chunks);

  /**
   * Removes chunks of editions of a dataset that are neither seen nor being built.
   *
   * @param most so many documents at most
   * @return the documents that had some, whose chunks have a new revision now
   */
  List<DocumentId> removeLeftovers(TenantId tenant, DatasetId dataset, int most);

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

  /** In reading order, of the edition that searches see. */
  Page<Chunk> list(TenantId tenant, DocumentId document, PageRequest page);

  /** Everything of a document for an index; no chunks if there are none. */
  DocumentChunks ofDocument(TenantId tenant, DocumentId document);
}
