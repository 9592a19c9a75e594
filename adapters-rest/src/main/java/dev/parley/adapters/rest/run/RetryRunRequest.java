package dev.parley.adapters.rest.run;

import dev.parley.application.conversation.RetryRun;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How to answer anew; all of it may be left out, and the body too.
 *
 * @param model left out: the first run's, while it is offered
 * @param stream whether to answer with events
 * @param onDisconnect {@code continue} or {@code cancel}: what becomes of the run when the client
 *     leaves its stream; left out: continue
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record RetryRunRequest(
    @Nullable String model, @Nullable Boolean stream, @Nullable String onDisconnect) {
  static final RetryRunRequest PLAIN = new RetryRunRequest(null, null, null);

  RetryRun.Command command(Principal caller, RunId run) {
    return new RetryRun.Command(caller, run, model == null ? null : new ModelId(model));
  }
}
