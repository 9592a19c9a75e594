package dev.parley.application.conversation;

import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows a run with as many events as it has now: what is stored of one that goes on says nothing of
 * them. Safe for use by many threads.
 */
public final class ShowRun {
  private final Runs runs;
  private final RunJournal journal;

  public ShowRun(Runs runs, RunJournal journal) {
    this.runs = Objects.requireNonNull(runs);
    this.journal = Objects.requireNonNull(journal);
  }

  /** A run; empty if there is none, or it is another owner's. */
  public Optional<Run> show(TenantId tenant, String owner, RunId id) {
    return runs.find(tenant, owner, id).map(this::asItIs);
  }

  /** The same run, with the seq of its newest event; as it is stored if the journal cannot say. */
  public Run asItIs(Run run) {
    if (run.state() instanceof RunState.Ended) {
      return run;
    }
    try {
      return run.in(run.state(), Math.max(run.lastSeq(), journal.lastSeq(run.tenant(), run.id())));
    } catch (JournalUnavailable unknown) {
      return run;
    }
  }
}
