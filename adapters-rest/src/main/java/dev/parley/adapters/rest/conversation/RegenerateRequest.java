package dev.parley.adapters.rest.conversation;

import dev.parley.domain.routing.ModelId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is to be made anew.
 *
 * @param model left out: the conversation's, the bot's or the installation's
 * @param stream whether to answer with events
 * @param onDisconnect {@code continue} or {@code cancel}: what becomes of the answer when the
 *     client leaves its stream; left out: continue
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record RegenerateRequest(
    @Nullable String model, @Nullable Boolean stream, @Nullable String onDisconnect) {
  static final RegenerateRequest AS_BEFORE = new RegenerateRequest(null, null, null);

  @Nullable ModelId modelId() {
    return model == null ? null : new ModelId(model);
  }
}
