package dev.parley.adapters.rest.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.knowledge.Citation;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/**
 * Where a claim's words stand.
 *
 * @param index the number in the answer's marker, counted from 1
 * @param page counted from 1
 * @param start offset of the quote's first character in the document's extracted text
 * @param end offset behind its last character
 * @param quote exactly the characters from start to end
 * @param text the passage that the quote was taken from
 * @param textStart offset of the passage in the document's extracted text
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Citation")
public record CitationJson(
    int index,
    UUID chunkId,
    UUID documentId,
    String title,
    int page,
    int start,
    int end,
    String quote,
    String text,
    int textStart) {

  public static CitationJson of(Citation citation) {
    return new CitationJson(
        citation.index(),
        citation.chunk().value(),
        citation.document().value(),
        citation.title(),
        citation.page(),
        citation.span().start(),
        citation.span().end(),
        citation.quote(),
        citation.passage().text(),
        citation.passage().start());
  }
}
