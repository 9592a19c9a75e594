package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/**
 * A piece of a document.
 *
 * @param ordinal its position in the document, counted from 0
 * @param page counted from 1
 * @param start offset of its first character in the document's extracted text
 * @param end offset behind its last character
 * @param heading the headings above it; empty if none
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Chunk")
record ChunkJson(
    UUID id,
    UUID documentId,
    int ordinal,
    int page,
    int start,
    int end,
    String heading,
    String text,
    int tokens) {

  static ChunkJson of(Chunk chunk) {
    ChunkDraft content = chunk.content();
    return new ChunkJson(
        chunk.id().value(),
        chunk.document().value(),
        content.ordinal(),
        content.page(),
        content.span().start(),
        content.span().end(),
        content.heading(),
        content.text(),
        content.tokens());
  }
}
