package dev.parley.adapters.rest.sse;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.UsageJson;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an event of a run says, without its type, which stands beside it. */
sealed interface EventJson {

  @Serdeable(naming = SnakeCaseStrategy.class)
  record Started(UUID runId, UUID sessionId, UUID messageId, String model) implements EventJson {}

  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Retrieval(@Nullable String query, List<Found> passages) implements EventJson {}

  @Serdeable(naming = SnakeCaseStrategy.class)
  record Found(int index, UUID chunkId, UUID documentId, String title, int page, double score) {}

  @Serdeable
  record Delta(String text) implements EventJson {}

  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ToolCalled(String id, String name, String arguments) implements EventJson {}

  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record ToolReturned(String id, boolean ok, String summary) implements EventJson {}

  @Serdeable
  record Warned(String code, String detail) implements EventJson {}

  @Serdeable(naming = SnakeCaseStrategy.class)
  record Completed(UUID messageId, String finishReason, UsageJson usage) implements EventJson {}

  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Refused(String reason, @Nullable String scope) implements EventJson {}

  @Serdeable
  record Cancelled() implements EventJson {}

  @Serdeable
  record Failed(String code, String detail, boolean retryable) implements EventJson {}
}
