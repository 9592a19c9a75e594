package dev.parley.adapters.rest.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.knowledge.Document;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/**
 * A document that is being ingested.
 *
 * @param id the document's
 * @param documentId the document's, again
 * @param jobId the ingestion's; a document has one at a time, which goes by the document's id
 * @param status {@code queued}, or how far the same bytes have come that were there before
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "AcceptedDocument")
record AcceptedDocumentJson(UUID id, UUID documentId, UUID jobId, String status) {

  static AcceptedDocumentJson of(Document document) {
    UUID id = document.id().value();
    return new AcceptedDocumentJson(id, id, id, Words.of(document.status()));
  }
}
