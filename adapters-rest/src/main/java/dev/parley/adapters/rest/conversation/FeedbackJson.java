package dev.parley.adapters.rest.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.domain.conversation.Feedback;
import dev.parley.domain.conversation.Rating;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says of an answer.
 *
 * @param rating {@code up} or {@code down}
 * @param comment null: nothing more; up to 2,000 characters
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Feedback")
record FeedbackJson(@Nullable String rating, @Nullable String comment) {

  static @Nullable FeedbackJson of(@Nullable Feedback feedback) {
    return feedback == null
        ? null
        : new FeedbackJson(Words.of(feedback.rating()), feedback.comment());
  }

  Feedback feedback() {
    return new Feedback(
        Fields.required("rating", Words.parse(Rating.class, "rating", rating), "up or down"),
        comment);
  }
}
