package dev.parley.application.model;

import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model that embeds made no vectors, for a reason that lies with it or with the way to it. The
 * message is for people, and holds nothing of the texts.
 */
public final class EmbeddingFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  /** What went wrong. */
  public enum Kind {
    /** The model could not be reached, failed, said nothing, or nothing that can be read. */
    UNAVAILABLE(true),
    /** It is asked for more than it grants. */
    RATE_LIMITED(true),
    /** It refuses our credentials. */
    UNAUTHORIZED(false),
    /** It refuses the request, as one does that has no model of that name. */
    REJECTED(false),
    /** Its vectors are of another length than those that are stored under its name. */
    MISMATCH(false);

    private final boolean passing;

    Kind(boolean passing) {
      this.passing = passing;
    }
  }

  /**
   * @param retryAfter how long the model asks to be left alone; null: it does not say
   */
  public EmbeddingFailure(Kind kind, String detail, @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.kind = Objects.requireNonNull(kind);
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** How long the model asks to be left alone; empty where it does not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the same may succeed later, without anybody changing a setting. */
  public boolean isPassing() {
    return kind.passing;
  }
}
