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
  private final RunJournal journal;
  private final RunEventCodec codec;
  private final UnitOfWork unitOfWork;

  public SettleRun(
      Conversations conversations,
      Runs runs,
      UsageLedger usageLedger,
      RunJournal journal,
      RunEventCodec codec,
      UnitOfWork unitOfWork) {
    this.conversations = Objects.requireNonNull(conversations);
    this.runs = Objects.requireNonNull(runs);
    this.usageLedger = Objects.requireNonNull(usageLedger);
    this.journal = Objects.requireNonNull(journal);
    this.codec = Objects.requireNonNull(codec);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  End settle(Run run, RunState.Ended state, Draft draft) {
    draft.record(new RunEvent.Used(state.usage()));
    long terminalSeq = draft.lastSeq() + 1;
    Optional<Message> answer = store(run, state, draft.text(), draft.citations(), terminalSeq);
    draft.record(RunEvent.Terminal.of(run.answer(), state));
    return new End(run.in(state, terminalSeq), answer, draft.warnings());
  }

  /**
   * Tells the watchers that a run has ended whose end cannot be stored now; its lease runs out, and
   * recovery stores it.
   */
  End leaveToRecovery(Run run, RunState.Ended state, Draft draft) {
    try {
      draft.record(RunEvent.Terminal.of(run.answer(), state));
    } catch (RuntimeException unwritable) {
      // The journal cannot be written either: that the lease runs out tells everyone.
    }
    return new End(run.in(state, draft.lastSeq()), Optional.empty(), draft.warnings());
  }

  /**
   * Stores the end of a run that its process left behind.
   *
   * @param text what the journal holds of the answer
   * @param lastSeq seq of the newest event
   */
  void settleAbandoned(Run run, RunState.Ended state, String text, long lastSeq) {
    store(run, state, text, List.of(), lastSeq + 1);
    appendTerminal(run, state);
  }

  /** Tells the watchers of a run whose end is stored. */
  void appendTerminal(Run run, RunState.Ended state) {
    journal.append(run.tenant(), run.id(), codec.encode(RunEvent.Terminal.of(run.answer(), state)));
  }

  /** Stores the end of a run whose watchers have been told already. */
  void storeAbandoned(Run run, RunState.Ended state, String text, long lastSeq) {
    store(run, state, text, List.of(), lastSeq);
  }

  private Optional<Message> store(
      Run run, RunState.Ended state, String text, List<Citation> citations, long lastSeq) {
    Optional<Message> answer =
        text.isEmpty()
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
    unitOfWork.inTenant(
        run.tenant(),
        () -> {
          if (runs.update(run.in(state, lastSeq))) {
            answer.ifPresent(
                message -> conversations.append(run.tenant(), message, state.finishedAt()));
            usageLedger.record(run, state.usage(), state.finishedAt());
          }
          return answer;
        });
    return answer;
  }
}
