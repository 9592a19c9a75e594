package dev.parley.domain.knowledge;

import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A set of documents that are embedded and cut in the same way.
 *
 * @param description may be empty
 * @param tags lower-case words, for filters
 * @param embeddingModel the model whose vectors the dataset holds
 * @param edition the one that searches see, cut and embedded as is said here
 */
public record Dataset(
    DatasetId id,
    TenantId tenant,
    String name,
    String description,
    List<String> tags,
    String embeddingModel,
    ChunkingSettings chunking,
    EditionId edition,
    Instant createdAt,
    Instant updatedAt) {
  /** The longest name, in UTF-16 characters. */
  public static final int MAX_NAME_LENGTH = 200;

  /** The longest description, in UTF-16 characters. */
  public static final int MAX_DESCRIPTION_LENGTH = 2_000;

  public Dataset {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(embeddingModel);
    Objects.requireNonNull(chunking);
    Objects.requireNonNull(edition);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    tags = List.copyOf(tags);
    InvalidValue.requireLength("name", name, 1, MAX_NAME_LENGTH);
    InvalidValue.requireLength("description", description, 0, MAX_DESCRIPTION_LENGTH);
  }

  /** The same dataset, of which searches see another edition. */
  public Dataset showing(
      EditionId newEdition, String newEmbeddingModel, ChunkingSettings newChunking, Instant now) {
    return new Dataset(
        id,
        tenant,
        name,
        description,
        tags,
        newEmbeddingModel,
        newChunking,
        newEdition,
        createdAt,
        now);
  }
}
