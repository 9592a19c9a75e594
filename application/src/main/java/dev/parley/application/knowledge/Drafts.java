package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What ingestion has made of documents that it has not finished, so that whoever goes on need not
 * begin at the bytes. All of it goes by the hash of what it was made from: a draft of something
 * else is never used. Cutting is quick and always comes out the same, so cuts are not kept.
 */
public interface Drafts {

  /**
   * What a text was read from.
   *
   * @param contentHash SHA-256 of the bytes, as 64 hexadecimal digits
   * @param mediaType as which they were read
   */
  record Source(String contentHash, String mediaType) {
    public Source {
      Objects.requireNonNull(contentHash);
      Objects.requireNonNull(mediaType);
    }
  }

  /**
   * A vector of a chunk.
   *
   * @param textHash SHA-256 of what was embedded, as 64 hexadecimal digits
   */
  record Vector(String textHash, float[] vector) {}

  /** The text that was read from this source; empty if none was kept, or one of another source. */
  Optional<ExtractedText> text(TenantId tenant, DocumentId document, Source source);

  /** Keeps the text in place of any earlier one; nothing if the document is gone. */
  void keepText(TenantId tenant, DocumentId document, Source source, ExtractedText text);

  /** The vectors that a model made, by the hashes of their texts. */
  Map<String, float[]> vectors(TenantId tenant, DocumentId document, String embeddingModel);

  /** Keeps vectors beside earlier ones; nothing if the document is gone. */
  void keepVectors(
      TenantId tenant, DocumentId document, String embeddingModel, List<Vector> vectors);

  /** Forgets all of a document. */
  void drop(TenantId tenant, DocumentId document);
}
