package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an event of an ingestion says, without its type, which stands beside it. */
sealed interface IngestionEventJson {

  /**
   * {@code document.progress}: a stage was reached, or more of one.
   *
   * @param progress 0 to 1
   * @param chunksEmbedded how many chunks have a vector; there while it is being embedded
   * @param chunksTotal of how many
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Progressed(
      UUID documentId,
      String status,
      double progress,
      int attempts,
      @Nullable Integer chunksEmbedded,
      @Nullable Integer chunksTotal)
      implements IngestionEventJson {}

  /** {@code document.indexed}: it can be asked about. The last event. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Indexed(UUID documentId, int pages, int chunks, long tokens)
      implements IngestionEventJson {}

  /** {@code document.failed}: it cannot be used. The last event. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Failed(UUID documentId, String code, String detail) implements IngestionEventJson {}

  /** {@code document.removed}: there is no such document any more. The last event. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Removed(UUID documentId) implements IngestionEventJson {}
}
