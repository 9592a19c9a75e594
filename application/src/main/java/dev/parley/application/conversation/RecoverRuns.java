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
    journal.unfinished().forEach(this::tellWatchers);
    return left.size();
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
    List<Entry> entries = journal.read(run.tenant(), run.id(), 0, Duration.ZERO);
    StringBuilder text = new StringBuilder();
    long lastSeq = 0;
    boolean terminated = false;
    for (Entry entry : entries) {
      text.append(codec.deltaOf(entry.event()));
      lastSeq = entry.seq();
      terminated |= entry.event().terminal();
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
