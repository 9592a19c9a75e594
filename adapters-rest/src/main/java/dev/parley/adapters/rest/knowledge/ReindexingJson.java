package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Reindexing;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The making of another edition of a dataset, beside the one that searches see.
 *
 * @param id the dataset's
 * @param status {@code building}: searches see the old chunks; {@code switched}: they see the new
 *     ones; {@code cancelled}: they see the old ones, and nothing more is done
 * @param documents how many are to be cut and embedded anew, those that are done among them
 * @param done how many are done
 * @param failed how many could not be done: they stay in their old cut
 * @param failedDocuments the first hundred of these
 * @param endedAt left out while it is being built
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Reindexing")
record ReindexingJson(
    UUID id,
    String status,
    String embeddingModel,
    ChunkingJson chunking,
    int documents,
    int done,
    int failed,
    List<UUID> failedDocuments,
    Instant requestedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant endedAt) {
  private static final int MOST_FAILED = 100;

  static ReindexingJson of(Reindexing reindexing) {
    return new ReindexingJson(
        reindexing.dataset().value(),
        Words.of(reindexing.status()),
        reindexing.embeddingModel(),
        ChunkingJson.of(reindexing.chunking()),
        reindexing.documents(),
        reindexing.done(),
        reindexing.failures().size(),
        reindexing.failures().stream().limit(MOST_FAILED).map(DocumentId::value).toList(),
        reindexing.requestedAt(),
        reindexing.endedAt());
  }
}
