package dev.parley.application.conversation;

import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.Principal;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks a run to stop, on whatever node it is generated. What it has written so far stays. Safe for
 * use by many threads.
 */
public final class CancelRun {
  private final Runs runs;
  private final ActiveRuns activeRuns;

  public CancelRun(Runs runs, ActiveRuns activeRuns) {
    this.runs = Objects.requireNonNull(runs);
    this.activeRuns = Objects.requireNonNull(activeRuns);
  }

  /**
   * Asks; the run ends a moment later, if it has not ended already. Refused for a run that is not
   * the caller's.
   *
   * @return the run as it is stored after asking
   */
  public Outcome<Run> cancel(Principal caller, RunId id) {
    Optional<Run> found = runs.find(caller.tenant(), caller.subject(), id);
    if (found.isPresent() && !activeRuns.cancel(caller.tenant(), id)) {
      // Nothing to do for a run that has ended.
      var unused = runs.requestCancel(caller.tenant(), id);
    }
    return runs.find(caller.tenant(), caller.subject(), id)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NotFound("run")));
  }
}
