package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.Document;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The work on a document. A document has one job at a time, which goes by the document's id.
 *
 * @param failures attempts in a row that failed for a reason that is not the document's
 * @param nextAttempt when it is begun or begun again; null where nothing is to come
 * @param seenAlive when its worker gave the last sign of life; null where nobody works on it
 */
public record Job(
    Document document,
    State state,
    int failures,
    @Nullable Instant nextAttempt,
    @Nullable Instant seenAlive) {
  public Job {
    Objects.requireNonNull(document);
    Objects.requireNonNull(state);
  }

  /** How it stands. */
  public enum State {
    /** It waits for a worker. */
    QUEUED,
    /** A worker is at it. */
    RUNNING,
    /** An attempt failed; it waits for the next. */
    RETRYING,
    /** The document is indexed. */
    SUCCEEDED,
    /** The document's error says why; nothing more happens unless somebody asks for it. */
    FAILED,
    /** Somebody asked for no more of it. */
    CANCELLED
  }
}
