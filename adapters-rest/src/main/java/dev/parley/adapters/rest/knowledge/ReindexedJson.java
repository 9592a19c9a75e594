package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.application.knowledge.ReindexDataset;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/**
 * What was begun; {@code GET /v1/admin/jobs} shows how far it has come.
 *
 * @param id the dataset's
 * @param documents how many are cut and embedded anew
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ReindexedDataset")
record ReindexedJson(UUID id, int documents, String embeddingModel, ChunkingJson chunking) {

  static ReindexedJson of(ReindexDataset.Begun begun) {
    return new ReindexedJson(
        begun.dataset().id().value(),
        begun.documents(),
        begun.dataset().embeddingModel(),
        ChunkingJson.of(begun.dataset().chunking()));
  }
}
