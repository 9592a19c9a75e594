package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.sse.StateStreams.State;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.Documents.Embedding;
import dev.parley.application.knowledge.Reindexings;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.tenant.TenantId;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How documents and reindexings stand, as events tell it. */
@Singleton
final class IngestionEvents {
  private final Documents documents;
  private final Reindexings reindexings;

  IngestionEvents(Documents documents, Reindexings reindexings) {
    this.documents = documents;
    this.reindexings = reindexings;
  }

  State of(TenantId tenant, DocumentId id) {
    return documents
        .find(tenant, id)
        .map(this::of)
        .orElseGet(
            () ->
                new State(
                    id + ":removed",
                    "document.removed",
                    new IngestionEventJson.Removed(id.value()),
                    true));
  }

  private State of(Document document) {
    UUID id = document.id().value();
    return switch (document.status()) {
      case INDEXED ->
          new State(
              stateId(document, null),
              "document.indexed",
              new IngestionEventJson.Indexed(
                  id, document.pages(), document.chunks(), document.tokens()),
              true);
      case FAILED -> {
        DocumentError error = Objects.requireNonNull(document.error());
        yield new State(
            stateId(document, null),
            "document.failed",
            new IngestionEventJson.Failed(id, error.code(), error.detail()),
            true);
      }
      case QUEUED, PARSING, CHUNKING, EMBEDDING -> progressed(document);
    };
  }

  private State progressed(Document document) {
    Embedding embedding =
        document.status() == DocumentStatus.EMBEDDING
            ? documents.embedding(document.tenant(), document.id()).orElse(null)
            : null;
    return new State(
        stateId(document, embedding),
        "document.progress",
        new IngestionEventJson.Progressed(
            document.id().value(),
            Words.of(document.status()),
            document.progress(),
            document.attempts(),
            embedding == null ? null : embedding.embedded(),
            embedding == null ? null : embedding.total()),
        false);
  }

  private static String stateId(Document document, @Nullable Embedding embedding) {
    String stage = Words.of(document.status()) + ":" + document.attempts();
    return document.id()
        + ":"
        + stage
        + ":"
        + document.progress()
        + (embedding == null ? "" : ":" + embedding.embedded());
  }

  /** How the last reindexing of a dataset stands; one that went with its dataset is cancelled. */
  State of(TenantId tenant, DatasetId dataset, Reindexing known) {
    Optional<Reindexing> found = reindexings.find(tenant, dataset);
    Reindexing reindexing = found.orElse(known);
    boolean isOver = found.isEmpty() || !reindexing.isBuilding();
    String word = isOver && found.isEmpty() ? "cancelled" : Words.of(reindexing.status());
    return new State(
        reindexing.edition()
            + ":"
            + word
            + ":"
            + reindexing.done()
            + ":"
            + reindexing.failures().size()
            + ":"
            + reindexing.documents(),
        isOver ? "reindexing." + word : "reindexing.progress",
        ReindexingJson.of(reindexing),
        isOver);
  }
}
