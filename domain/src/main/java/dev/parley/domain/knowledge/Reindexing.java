package dev.parley.domain.knowledge;

import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The making of another edition of a dataset, beside the one that searches see. A dataset has one
 * at a time; the last one stays known after it ended.
 *
 * @param embeddingModel whose vectors the new edition holds
 * @param chunking how the new edition is cut
 * @param documents how many there are to be done, those that are done among them
 * @param done how many are in the new edition as it was asked for
 * @param failures those that could not be cut or embedded anew: in the new edition they stand in
 *     their old cut
 * @param endedAt null while it is being built
 * @param leftoversFrom when chunks of editions that nobody sees any more may go; null where there
 *     are none
 */
public record Reindexing(
    TenantId tenant,
    DatasetId dataset,
    EditionId edition,
    String embeddingModel,
    ChunkingSettings chunking,
    Status status,
    int documents,
    int done,
    List<DocumentId> failures,
    Instant requestedAt,
    @Nullable Instant endedAt,
    @Nullable Instant leftoversFrom) {
  /**
   * How long the new edition rests, complete, before searches see it: every node's index has caught
   * up by then.
   */
  public static final Duration REST = Duration.ofSeconds(2);

  /** How long chunks of an edition stay after it was left: longer than any search takes. */
  public static final Duration LEFTOVERS_KEPT = Duration.ofMinutes(1);

  public Reindexing {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(dataset);
    Objects.requireNonNull(edition);
    Objects.requireNonNull(embeddingModel);
    Objects.requireNonNull(chunking);
    Objects.requireNonNull(status);
    Objects.requireNonNull(requestedAt);
    failures = List.copyOf(failures);
    if ((status == Status.BUILDING) != (endedAt == null)) {
      throw new IllegalArgumentException(
          "reindexing of " + dataset + ": " + status + ", ended at " + endedAt);
    }
  }

  /** How it stands. */
  public enum Status {
    /** Documents are being cut and embedded; searches see the old edition. */
    BUILDING,
    /** Searches see the new edition. */
    SWITCHED,
    /** Searches see the old edition, and nothing more is done. */
    CANCELLED
  }

  /** One that was just asked for. */
  public static Reindexing begin(
      Dataset dataset,
      EditionId edition,
      String embeddingModel,
      ChunkingSettings chunking,
      int documents,
      Instant now) {
    return new Reindexing(
        dataset.tenant(),
        dataset.id(),
        edition,
        embeddingModel,
        chunking,
        Status.BUILDING,
        documents,
        0,
        List.of(),
        now,
        null,
        null);
  }

  public boolean isBuilding() {
    return status == Status.BUILDING;
  }

  /** How many documents wait or are in work. */
  public int waiting() {
    return documents - done - failures.size();
  }

  /**
   * Whether searches may see the new edition.
   *
   * @param lastMade when the last of its documents came to be in it; null: none did
   */
  public boolean isReady(@Nullable Instant lastMade, Instant now) {
    Instant since = lastMade == null ? requestedAt : lastMade;
    return isBuilding() && waiting() == 0 && !now.isBefore(since.plus(REST));
  }

  /** Searches see the new edition from now on. */
  public Reindexing switched(Instant now) {
    return ended(Status.SWITCHED, now);
  }

  /** The new edition is given up. */
  public Reindexing cancelled(Instant now) {
    return ended(Status.CANCELLED, now);
  }

  private Reindexing ended(Status end, Instant now) {
    if (!isBuilding()) {
      throw new IllegalStateException("reindexing of " + dataset + " ended: " + status);
    }
    return with(end, now, now.plus(LEFTOVERS_KEPT));
  }

  /** The same, taking the place of another of which chunks may be left. */
  public Reindexing leaving(Instant now) {
    return with(status, endedAt, now.plus(LEFTOVERS_KEPT));
  }

  /** Nothing is left of editions that nobody sees. */
  public Reindexing tidied() {
    return with(status, endedAt, null);
  }

  private Reindexing with(
      Status newStatus, @Nullable Instant newEnd, @Nullable Instant newLeftoversFrom) {
    return new Reindexing(
        tenant,
        dataset,
        edition,
        embeddingModel,
        chunking,
        newStatus,
        documents,
        done,
        failures,
        requestedAt,
        newEnd,
        newLeftoversFrom);
  }
}
