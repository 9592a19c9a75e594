package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.ErrorJson;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.WebSource;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document.
 *
 * @param mediaType judged by the content
 * @param status {@code queued}, {@code parsing}, {@code chunking}, {@code embedding}, {@code
 *     indexed} or {@code failed}
 * @param progress 0 to 1
 * @param error there if it failed
 * @param language that most of it is written in, by ISO 639-1; null where that cannot be told, or
 *     was not yet
 * @param sourceUrl there if it came from an address
 * @param attempts how often processing was begun
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Document")
record DocumentJson(
    UUID id,
    UUID datasetId,
    String title,
    String filename,
    String mediaType,
    long bytes,
    String status,
    double progress,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ErrorJson error,
    int attempts,
    int pages,
    int chunks,
    long tokens,
    List<String> tags,
    @Nullable String language,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sourceUrl,
    Instant createdAt,
    Instant updatedAt) {

  static DocumentJson of(Document document) {
    DocumentError error = document.error();
    WebSource source = document.source();
    return new DocumentJson(
        document.id().value(),
        document.dataset().value(),
        document.title(),
        document.filename(),
        document.mediaType(),
        document.bytes(),
        Words.of(document.status()),
        document.progress(),
        error == null ? null : new ErrorJson(error.code(), error.detail()),
        document.attempts(),
        document.pages(),
        document.chunks(),
        document.tokens(),
        document.tags(),
        document.language() == null ? null : document.language().code(),
        source == null ? null : source.address().toString(),
        document.createdAt(),
        document.updatedAt());
  }
}
