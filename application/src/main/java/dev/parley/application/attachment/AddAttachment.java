package dev.parley.application.attachment;

import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.attachment.Attachments.Content;
import dev.parley.application.audit.Audit;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.TextExtractor;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.knowledge.TextExtractor.Inspection;
import dev.parley.application.knowledge.UploadedName;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.Estimate;
import dev.parley.application.quota.Reservation;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.attachment.AttachmentKind;
import dev.parley.domain.attachment.PictureFormat;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.ChunkingSettings;
import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.token.TokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes a file in that a caller means to attach to a message: judges it by its content, reads it,
 * cuts it and makes the vectors of its pieces, all before it is stored, so that a file that is
 * there can be used at once. What cannot be read is refused. Safe for use by many threads;
 * blocking, for long files for half a minute and more.
 */
public final class AddAttachment {
  /** When to come back where the model that embeds does not say. */
  private static final Duration MODEL_AWAY = Duration.ofSeconds(30);

  /** Beyond it providers refuse pictures, or make them smaller in any case. */
  static final int MAX_PICTURE_BYTES = 10 << 20;

  /** About 1,000 pages, of which the vectors take a processor half a minute. */
  static final int MAX_PIECES = 2_000;

  /**
   * As the default of documents is cut, but without an overlap: where all pieces are shown, nothing
   * should stand there twice.
   */
  private static final ChunkingSettings CUT =
      new ChunkingSettings(ChunkingSettings.DEFAULT.size(), 0, ChunkingStrategy.AUTO);

  /** Files read at once. */
  private static final int READERS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Attachments attachments;
  private final TextExtractor extractor;
  private final Chunker chunker;
  private final TokenCounter tokens;
  private final EmbeddingBatches embeddings;
  private final EmbeddingMeter meter;
  private final AdmitRequest admitRequest;
  private final Allowance allowance;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Readers readers = new Readers(READERS);

  /**
   * @param admitRequest a file counts as a request of the caller's
   * @param allowance of each caller
   */
  public AddAttachment(
      Attachments attachments,
      TextExtractor extractor,
      Chunker chunker,
      TokenCounter tokens,
      EmbeddingBatches embeddings,
      EmbeddingMeter meter,
      AdmitRequest admitRequest,
      Allowance allowance,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    this.attachments = Objects.requireNonNull(attachments);
    this.extractor = Objects.requireNonNull(extractor);
    this.chunker = Objects.requireNonNull(chunker);
    this.tokens = Objects.requireNonNull(tokens);
    this.embeddings = Objects.requireNonNull(embeddings);
    this.meter = Objects.requireNonNull(meter);
    this.admitRequest = Objects.requireNonNull(admitRequest);
    this.allowance = Objects.requireNonNull(allowance);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What is sent in.
   *
   * @param filename as the caller says; any folders in it are dropped
   */
  public record Command(Principal caller, String filename, byte[] content) {}

  /**
   * A file that is there.
   *
   * @param limits how much of the caller's rates is left
   */
  public record Added(Attachment attachment, List<RateLimitStatus> limits) {
    public Added {
      limits = List.copyOf(limits);
    }
  }

  /** What is known of a file once it was read. */
  private record Read(
      String mediaType, AttachmentKind kind, int pages, int tokens, Content content) {}

  /**
   * Refused for content that cannot be read, where the caller has as many files as they may, and
   * where their rate or the server's is used up.
   */
  public Outcome<Added> add(Command command) {
    if (command.content().length == 0) {
      return Outcome.refused(
          new Refusal.Invalid("empty_document", "file", "file: 0 bytes (expected: content)"));
    }
    Principal caller = command.caller();
    return admitRequest
        .admit(caller.tenant(), caller.subject(), null, Estimate.of(0, 0, null))
        .then(reservation -> add(command, reservation));
  }

  private Outcome<Added> add(Command command, Reservation reservation) {
    try {
      return file(command)
          .then(attachment -> Outcome.done(new Added(attachment, reservation.status())));
    } finally {
      // Reading it was work, whatever came of it.
      admitRequest.settle(reservation, TokenUsage.NONE);
    }
  }

  private Outcome<Attachment> file(Command command) {
    AttachmentId id = new AttachmentId(ids.next());
    String filename = UploadedName.of(command.filename());
    Optional<PictureFormat> format = PictureFormat.of(command.content());
    return (format.isPresent()
            ? picture(format.get(), command.content())
            : inTurn(command.caller(), () -> text(command, id, filename)))
        .then(read -> store(command, id, filename, read));
  }

  private static Outcome<Read> picture(PictureFormat format, byte[] content) {
    if (content.length > MAX_PICTURE_BYTES) {
      return Outcome.refused(
          new Refusal.Invalid(
              DocumentError.TOO_LARGE.code(),
              "file",
              "file: an image of "
                  + content.length
                  + " bytes (expected: at most "
                  + MAX_PICTURE_BYTES
                  + ")"));
    }
    return format
        .size(content)
        .map(
            size ->
                Outcome.done(
                    new Read(
                        format.mediaType(),
                        AttachmentKind.PICTURE,
                        0,
                        size.tokens(),
                        new Content.Picture(content))))
        .orElseGet(() -> refused(DocumentError.CORRUPT));
  }

  /** A step that may have to wait. */
  @FunctionalInterface
  private interface Step {
    Outcome<Read> take() throws InterruptedException;
  }

  private Outcome<Read> inTurn(Principal caller, Step step) {
    try (Readers.Permit permit = readers.enter(caller.tenant(), PATIENCE)) {
      return permit == null ? busy("Too many files are being read.", PATIENCE) : step.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return busy("The server is about to stop.", PATIENCE);
    }
  }

  private Outcome<Read> text(Command command, AttachmentId id, String filename)
      throws InterruptedException {
    return switch (extractor.inspect(command.content(), filename)) {
      case Inspection.Rejected rejected -> refused(rejected.error());
      case Inspection.Accepted accepted ->
          switch (extractor.extract(command.content(), accepted.mediaType())) {
            case Extraction.Failed failed -> refused(failed.error());
            case Extraction.Extracted extracted ->
                cut(command.caller(), id, filename, accepted.mediaType(), extracted.text());
          };
    };
  }

  private Outcome<Read> cut(
      Principal caller, AttachmentId id, String filename, String mediaType, ExtractedText text)
      throws InterruptedException {
    List<ChunkDraft> drafts = chunker.chunk(text, CUT, mediaType, filename);
    if (drafts.isEmpty()) {
      return refused(DocumentError.NO_TEXT);
    }
    if (drafts.size() > MAX_PIECES) {
      return refused(DocumentError.TOO_LARGE);
    }
    List<Embedded> pieces = new ArrayList<>(drafts.size());
    String model = embeddings.modelName();
    int size = 0;
    try (EmbeddingBatches.Lane lane =
        embeddings.lane(
            caller.tenant(),
            drafts.stream()
                .map(
                    draft ->
                        new EmbeddingBatches.Text(
                            draft.searchableText(), chunker.searchableTokens(draft)))
                .iterator(),
            used -> meter.embedded(caller.tenant(), caller.subject(), model, used))) {
      for (ChunkDraft draft : drafts) {
        Chunk chunk = new Chunk(new ChunkId(ids.next()), new DocumentId(id.value()), null, draft);
        size += Prompt.tokensOf(Passage.shown(chunk, filename), tokens);
        switch (lane.next()) {
          case EmbeddingBatches.Embedded made -> pieces.add(new Embedded(chunk, made.vector()));
          case EmbeddingBatches.Refused refused -> {
            return busy("Too many texts wait to be embedded.", refused.retryAfter());
          }
        }
      }
    } catch (EmbeddingFailure failure) {
      return busy(
          "The model that embeds gives no answer.", failure.retryAfter().orElse(MODEL_AWAY));
    }
    return Outcome.done(
        new Read(
            mediaType,
            AttachmentKind.TEXT,
            text.pageCount(),
            size,
            new Content.Text(text.text(), model, pieces)));
  }

  private Outcome<Attachment> store(Command command, AttachmentId id, String filename, Read read) {
    Principal caller = command.caller();
    Attachment attachment =
        new Attachment(
            id,
            caller.tenant(),
            caller.subject(),
            filename,
            read.mediaType(),
            read.kind(),
            command.content().length,
            read.pages(),
            read.tokens(),
            null,
            clock.instant());
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (!attachments.add(attachment, read.content(), allowance)) {
            return Outcome.refused(
                new Refusal.Conflict(
                    "file_limit_reached",
                    "With this file there would be more than "
                        + allowance.files()
                        + " files or "
                        + (allowance.bytes() >> 20)
                        + " MiB: remove some that are not needed."));
          }
          audit.record(
              caller.tenant(),
              caller.subject(),
              AuditAction.FILE_CREATED,
              id,
              Map.of("media_type", read.mediaType(), "bytes", String.valueOf(attachment.bytes())));
          return Outcome.done(attachment);
        });
  }

  private static <T> Outcome<T> refused(DocumentError error) {
    return Outcome.refused(new Refusal.Invalid(error.code(), "file", error.detail()));
  }

  private static <T> Outcome<T> busy(String detail, Duration retryAfter) {
    return Outcome.refused(new Refusal.Unavailable(detail, retryAfter));
  }
}
