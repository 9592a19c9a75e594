package dev.parley.application.knowledge;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a document another title or other tags. */
public final class ChangeDocument {
  private static final int MAX_TITLE_LENGTH = 255;

  private final Documents documents;
  private final Chunks chunks;
  private final IndexStored indexStored;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public ChangeDocument(
      Documents documents,
      Chunks chunks,
      PassageIndex index,
      UnitOfWork unitOfWork,
      Audit audit,
      Clock clock) {
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.indexStored = new IndexStored(documents, chunks, index);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What is to change; null leaves a value as it is. */
  public record Command(
      Principal caller,
      DatasetId dataset,
      DocumentId document,
      @Nullable String title,
      @Nullable List<String> tags) {}

  /** Refused where the dataset holds no such document. */
  public Outcome<Document> change(Command command) {
    Optional<Document> changed =
        unitOfWork.inTenant(
            command.caller().tenant(),
            () -> {
              Optional<Document> stored = described(command).filter(documents::describe);
              stored.ifPresent(
                  document ->
                      audit.record(
                          document.tenant(),
                          command.caller().subject(),
                          AuditAction.DOCUMENT_CHANGED,
                          document.id()));
              return stored;
            });
    if (changed.isEmpty()) {
      return Outcome.refused(new Refusal.NotFound("document"));
    }
    Document document = changed.get();
    if (command.tags() != null) {
      Chunks.DocumentChunks content = chunks.ofDocument(document.tenant(), document.id());
      if (!content.chunks().isEmpty()) {
        indexStored.index(document.tenant(), document.id(), content);
      }
    }
    return Outcome.done(document);
  }

  private Optional<Document> described(Command command) {
    return documents
        .find(command.caller().tenant(), command.document())
        .filter(document -> document.dataset().equals(command.dataset()))
        .map(
            document ->
                document.described(
                    command.title() == null
                        ? document.title()
                        : InvalidValue.requireLength(
                            "title", command.title().strip(), 1, MAX_TITLE_LENGTH),
                    command.tags() == null ? document.tags() : KeepDatasets.tags(command.tags()),
                    clock.instant()));
  }
}
