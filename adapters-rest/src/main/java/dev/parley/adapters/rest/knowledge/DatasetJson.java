package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.knowledge.Dataset;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A dataset: documents that are cut and embedded in the same way. */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Dataset")
record DatasetJson(
    UUID id,
    String name,
    String description,
    List<String> tags,
    String embeddingModel,
    ChunkingJson chunking,
    Instant createdAt,
    Instant updatedAt) {

  static DatasetJson of(Dataset dataset) {
    return new DatasetJson(
        dataset.id().value(),
        dataset.name(),
        dataset.description(),
        dataset.tags(),
        dataset.embeddingModel(),
        ChunkingJson.of(dataset.chunking()),
        dataset.createdAt(),
        dataset.updatedAt());
  }
}
