package dev.parley.adapters.rest.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.UsageJson;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An answer for another program's model: as {@code POST /v1/chat} gives it, without the passages
 * around the quotes, which would cost that model as much as the answer.
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record AskedJson(
    String output,
    List<SourceJson> citations,
    UUID sessionId,
    UUID runId,
    UUID messageId,
    String finishReason,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RefusedJson refusal,
    List<WarnedJson> warnings,
    String model,
    UsageJson usage) {

  /** What bears out a claim. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record SourceJson(
      int index,
      UUID chunkId,
      UUID documentId,
      String title,
      int page,
      int start,
      int end,
      String quote) {}

  /** Why there is no answer. */
  @Serdeable
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RefusedJson(String reason, @Nullable String scope) {}

  /** Something that the caller should know. */
  @Serdeable
  record WarnedJson(String code, String detail) {}
}
