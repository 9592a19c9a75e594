package dev.parley.adapters.rest.conversation;

import dev.parley.domain.routing.ModelId;
import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is to be made anew.
 *
 * @param model left out: the conversation's, the bot's or the installation's
 * @param stream whether to answer with events
 */
@Serdeable
record RegenerateRequest(@Nullable String model, @Nullable Boolean stream) {
  static final RegenerateRequest AS_BEFORE = new RegenerateRequest(null, null);

  @Nullable ModelId modelId() {
    return model == null ? null : new ModelId(model);
  }
}
