package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.ErrorJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.knowledge.Job;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The work on a document.
 *
 * @param id the document's
 * @param kind {@code ingest}
 * @param status {@code queued}, {@code running}, {@code retrying}, {@code succeeded}, {@code
 *     failed} or {@code cancelled}
 * @param stage the document's status
 * @param progress 0 to 1
 * @param attempts how often processing was begun
 * @param failures attempts in a row that failed for a reason that is not the document's
 * @param error there if it failed or was cancelled
 * @param nextAttemptAt when a worker may take it; there while it waits
 * @param seenAliveAt last sign of life of its worker; there while it runs
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Job")
record JobJson(
    UUID id,
    String kind,
    String status,
    UUID documentId,
    UUID datasetId,
    String title,
    String stage,
    double progress,
    int attempts,
    int failures,
    @Nullable ErrorJson error,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant seenAliveAt,
    Instant createdAt,
    Instant updatedAt) {

  static JobJson of(Job job) {
    Document document = job.document();
    DocumentError error = document.error();
    return new JobJson(
        document.id().value(),
        "ingest",
        Words.of(job.state()),
        document.id().value(),
        document.dataset().value(),
        document.title(),
        Words.of(document.status()),
        document.progress(),
        document.attempts(),
        job.failures(),
        error == null ? null : new ErrorJson(error.code(), error.detail()),
        job.nextAttempt(),
        job.seenAlive(),
        document.createdAt(),
        document.updatedAt());
  }
}
