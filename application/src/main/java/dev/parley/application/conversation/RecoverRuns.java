package dev.parley.application.conversation;

import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.TokenUsage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Ends the runs whose process died, with the text that their journal holds. */
public final class RecoverRuns {
  private final Runs runs;
  private final RunJournal journal;
  private final RunEventCodec codec;
  private final SettleRun settleRun;
  private final UnitOfWork unitOfWork;
  private final String node;
  private final Clock clock;

  /**
   * @param node name of this node, the same after a restart
   */
  public RecoverRuns(
      Runs runs,
      RunJournal journal,
      RunEventCodec codec,
      SettleRun settleRun,
      UnitOfWork unitOfWork,
      String node,
      Clock clock) {
    this.runs = Objects.requireNonNull(runs);
    this.journal = Objects.requireNonNull(journal);
    this.codec = Objects.requireNonNull(codec);
    this.settleRun = Objects.requireNonNull(settleRun);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.node = Objects.requireNonNull(node);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Ends what an earlier process of this node left behind. To be called once, before this process
   * accepts messages. Returns how many runs it ended.
   */
  public int recoverOwn() throws InterruptedException {
    List<Run> left = unitOfWork.acrossTenants(() -> runs.activeOn(node));
    for (Run run : left) {
      end(run);
    }
    tellOfEnds();
    return left.size();
  }

  /**
   * Tells the watchers of runs whose end was stored while nobody could tell them. To be called now
   * and then.
   */
  public void tellOfEnds() {
    journal.unfinished().forEach(this::tellWatchers);
  }

  /**
   * Ends runs of any node whose lease has run out. Returns how many.
   *
   * @param here the runs of this process; they are alive, however late their leases are renewed
   */
  public int recoverExpired(ActiveRuns here) throws InterruptedException {
    List<Run> expired =
        unitOfWork.acrossTenants(() -> runs.expired(clock.instant())).stream()
            .filter(run -> !here.holds(run.id()))
            .toList();
    for (Run run : expired) {
      end(run);
    }
    return expired.size();
  }

  /** The end of a run was stored, but the process died before it could tell anyone. */
  private void tellWatchers(RunJournal.Unfinished unfinished) {
    runs.find(unfinished.tenant(), unfinished.run())
        .ifPresent(
            run -> {
              if (run.state() instanceof RunState.Ended ended) {
                settleRun.appendTerminal(run, ended);
              }
            });
  }

  private void end(Run run) throws InterruptedException {
    // The process may only have been slow: what it appends after this would be in no answer.
    journal.takeOver(run.tenant(), run.id());
    StringBuilder text = new StringBuilder();
    long lastSeq = 0;
    boolean terminated = false;
    List<Entry> entries = journal.read(run.tenant(), run.id(), 0, Duration.ZERO);
    while (!entries.isEmpty()) {
      for (Entry entry : entries) {
        text.append(codec.deltaOf(entry.event()));
        lastSeq = entry.seq();
        terminated |= entry.event().terminal();
      }
      entries = journal.read(run.tenant(), run.id(), lastSeq, Duration.ZERO);
    }
    RunState.Failed failed =
        new RunState.Running()
            .fail(
                new RunFailure(
                    RunFailure.Code.INTERRUPTED, "The server ended while it was answering."),
                TokenUsage.NONE,
                clock.instant());
    if (terminated) {
      settleRun.storeAbandoned(run, failed, text.toString(), lastSeq);
    } else {
      settleRun.settleAbandoned(run, failed, text.toString(), lastSeq);
    }
  }
}
