package dev.parley.domain.conversation;

import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of an answer.
 *
 * @param comment null: nothing more than the rating; a blank one is none
 */
public record Feedback(Rating rating, @Nullable String comment) {
  /** The longest comment, in UTF-16 characters. */
  public static final int MAX_COMMENT_LENGTH = 2_000;

  public Feedback {
    Objects.requireNonNull(rating);
    if (comment != null && comment.isBlank()) {
      comment = null;
    }
    if (comment != null) {
      InvalidValue.requireLength("comment", comment, 1, MAX_COMMENT_LENGTH);
    }
  }
}
