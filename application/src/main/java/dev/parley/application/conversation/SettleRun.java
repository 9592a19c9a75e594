package dev.parley.application.conversation;

import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.knowledge.Citation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Ends a run: stores its answer, its final state and what it used in one unit of work, and only
 * then tells the watchers.
 */
public final class SettleRun {
  private final Conversations conversations;
  private final Runs runs;
  private final UsageLedger usageLedger;
  private final TurnAudit turnAudit;
  private final RunJournal journal;
  private final RunEventCodec codec;
  private final UnitOfWork unitOfWork;

  public SettleRun(
      Conversations conversations,
      Runs runs,
      UsageLedger usageLedger,
      TurnAudit turnAudit,
      RunJournal journal,
      RunEventCodec codec,
      UnitOfWork unitOfWork) {
    this.conversations = Objects.requireNonNull(conversations);
    this.runs = Objects.requireNonNull(runs);
    this.usageLedger = Objects.requireNonNull(usageLedger);
    this.turnAudit = Objects.requireNonNull(turnAudit);
    this.journal = Objects.requireNonNull(journal);
    this.codec = Objects.requireNonNull(codec);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  End settle(Run run, RunState.Ended state, Draft draft) {
    draft.record(new RunEvent.Used(state.usage()));
    long terminalSeq = draft.lastSeq() + 1;
    Optional<Message> answer = answer(run, state, draft.text(), draft.citations());
    if (!store(run, state, answer, terminalSeq)) {
      throw new IllegalStateException("run " + run.id() + " was ended by somebody else");
    }
    draft.record(RunEvent.Terminal.of(run.answer(), state));
    return new End(run.in(state, terminalSeq), answer, draft.warnings());
  }

  /**
   * Tells the watchers of a run that could not be settled how it ended: as the store says, or else
   * as failed. In that case its lease runs out, and recovery stores its end.
   */
  End leaveToRecovery(Run run, RunState.Failed failed, Draft draft) {
    Optional<RunState.Ended> stored = endInStore(run);
    RunState.Ended told = stored.orElse(failed);
    try {
      draft.record(RunEvent.Terminal.of(run.answer(), told));
    } catch (RuntimeException unwritable) {
      // The journal cannot be written, or has its last event: recovery tells whom nobody told.
    }
    Optional<Message> answer = stored.flatMap(end -> answerInStore(run));
    return new End(run.in(told, draft.lastSeq()), answer, draft.warnings());
  }

  /**
   * Ends a run whose journal is out of reach: stores what it said so far. Watchers learn of it from
   * the store.
   */
  End settleUntold(Run run, RunState.Failed failed, Draft draft) {
    long terminalSeq = draft.lastSeq() + 1;
    Optional<Message> answer = answer(run, failed, draft.text(), draft.citations());
    return store(run, failed, answer, terminalSeq)
        ? new End(run.in(failed, terminalSeq), answer, draft.warnings())
        : leaveToRecovery(run, failed, draft);
  }

  private Optional<RunState.Ended> endInStore(Run run) {
    try {
      return runs.find(run.tenant(), run.id())
          .map(Run::state)
          .filter(RunState.Ended.class::isInstance)
          .map(RunState.Ended.class::cast);
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<Message> answerInStore(Run run) {
    try {
      return conversations.message(run.tenant(), run.answer());
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Stores the end of a run that its process left behind.
   *
   * @param text what the journal holds of the answer
   * @param lastSeq seq of the newest event
   */
  void settleAbandoned(Run run, RunState.Ended state, String text, long lastSeq) {
    if (store(run, state, answer(run, state, text, List.of()), lastSeq + 1)) {
      appendTerminal(run, state);
    }
  }

  /** Tells the watchers of a run whose end is stored. */
  void appendTerminal(Run run, RunState.Ended state) {
    // Of several nodes that would end the run one did: nobody else's word counts any more.
    journal.takeOver(run.tenant(), run.id());
    journal.append(run.tenant(), run.id(), codec.encode(RunEvent.Terminal.of(run.answer(), state)));
  }

  /** Stores the end of a run whose watchers have been told already. */
  void storeAbandoned(Run run, RunState.Ended state, String text, long lastSeq) {
    var unused = store(run, state, answer(run, state, text, List.of()), lastSeq);
  }

  private static Optional<Message> answer(
      Run run, RunState.Ended state, String text, List<Citation> citations) {
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Message(
                run.answer(),
                run.conversation(),
                run.question(),
                Author.ASSISTANT,
                text,
                state.usage().completionTokens(),
                run.model(),
                citations,
                state.finishedAt()));
  }

  /** False, with nothing stored, if the run has ended already or is gone. */
  private boolean store(Run run, RunState.Ended state, Optional<Message> answer, long lastSeq) {
    return unitOfWork.inTenant(
        run.tenant(),
        () -> {
          if (!runs.update(run.in(state, lastSeq))) {
            return false;
          }
          answer.ifPresent(
              message -> conversations.append(run.tenant(), message, state.finishedAt()));
          usageLedger.record(run, state.usage(), state.finishedAt());
          turnAudit.settled(run, state);
          return true;
        });
  }
}
