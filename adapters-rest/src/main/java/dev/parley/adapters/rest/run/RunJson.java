package dev.parley.adapters.rest.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.ErrorJson;
import dev.parley.adapters.rest.wire.UsageJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunState;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run: the generation of one answer.
 *
 * @param messageId the answer's id, which it may not have got yet
 * @param status {@code queued}, {@code running}, {@code completed}, {@code refused}, {@code
 *     cancelled} or {@code failed}
 * @param lastSeq seq of the newest event
 * @param usage null until it has ended
 * @param finishedAt null until it has ended
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Run")
record RunJson(
    UUID id,
    UUID sessionId,
    UUID messageId,
    String status,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ErrorJson error,
    String model,
    long lastSeq,
    @Nullable UsageJson usage,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  static RunJson of(Run run) {
    RunState.Ended ended = run.state() instanceof RunState.Ended end ? end : null;
    return new RunJson(
        run.id().value(),
        run.conversation().value(),
        run.answer().value(),
        status(run.state()),
        run.state() instanceof RunState.Failed failed
            ? new ErrorJson(Words.of(failed.failure().code()), failed.failure().detail())
            : null,
        run.model().value(),
        run.lastSeq(),
        ended == null ? null : UsageJson.of(ended.usage()),
        run.createdAt(),
        ended == null ? null : ended.finishedAt());
  }

  private static String status(RunState state) {
    return switch (state) {
      case RunState.Queued queued -> "queued";
      case RunState.Running running -> "running";
      case RunState.Completed completed -> "completed";
      case RunState.Refused refused -> "refused";
      case RunState.Cancelled cancelled -> "cancelled";
      case RunState.Failed failed -> "failed";
    };
  }
}
