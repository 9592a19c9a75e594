package dev.parley.application.conversation;

import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.conversation.AssemblePrompt.Assembly;
import dev.parley.application.conversation.RecallFiles.Recalled;
import dev.parley.application.guardrail.TurnGuard;
import dev.parley.application.guardrail.TurnGuards;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.application.schedule.ModelQueue.Permit;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.PromptAssembler.Outcome.Assembled;
import dev.parley.domain.context.PromptAssembler.Outcome.TooLarge;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunRefusal;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.CitationCheck;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.token.TokenCounter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers one message: judges it, recalls passages, assembles the prompt, waits its turn, has the
 * model generate, journals each event before anyone sees it, and settles. It runs on a thread of
 * its own, whoever watches.
 */
public final class GenerateAnswer {
  /** Whoever waits longer than this in front of a screen has gone. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TurnGuards turnGuards;
  private final RecallPassages recallPassages;
  private final RecallFiles recallFiles;
  private final AssemblePrompt assemblePrompt;
  private final ModelQueue modelQueue;
  private final AnswerWithTools answerWithTools;
  private final TokenCounter tokens;
  private final RunJournal journal;
  private final RunEventCodec codec;
  private final SettleRun settleRun;
  private final Failures failures;
  private final Clock clock;

  public GenerateAnswer(
      TurnGuards turnGuards,
      RecallPassages recallPassages,
      RecallFiles recallFiles,
      AssemblePrompt assemblePrompt,
      ModelQueue modelQueue,
      AnswerWithTools answerWithTools,
      TokenCounter tokens,
      RunJournal journal,
      RunEventCodec codec,
      SettleRun settleRun,
      Failures failures,
      Clock clock) {
    this.turnGuards = Objects.requireNonNull(turnGuards);
    this.recallPassages = Objects.requireNonNull(recallPassages);
    this.recallFiles = Objects.requireNonNull(recallFiles);
    this.assemblePrompt = Objects.requireNonNull(assemblePrompt);
    this.modelQueue = Objects.requireNonNull(modelQueue);
    this.answerWithTools = Objects.requireNonNull(answerWithTools);
    this.tokens = Objects.requireNonNull(tokens);
    this.journal = Objects.requireNonNull(journal);
    this.codec = Objects.requireNonNull(codec);
    this.settleRun = Objects.requireNonNull(settleRun);
    this.failures = Objects.requireNonNull(failures);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Is told of faults of ours that end a run, so that an operator can be. */
  @FunctionalInterface
  public interface Failures {
    void report(RunId run, Throwable fault);
  }

  /** Generates to the end. Throws nothing: every fault becomes the run's failure. */
  End generate(Task task, Cancellation cancellation) {
    Draft draft = new Draft(task, journal, codec);
    RunState.Running running = new RunState.Running();
    RunState.Ended state;
    try {
      draft.record(
          new RunEvent.Started(
              task.run().id(), task.run().conversation(), task.run().answer(), task.run().model()));
      state = answer(task, cancellation, draft, running);
    } catch (RuntimeException | Error fault) {
      failures.report(task.run().id(), fault);
      state =
          running.fail(
              new RunFailure(Code.INTERNAL, "The answer could not be generated."),
              spent(draft),
              clock.instant());
    }
    try {
      return settleRun.settle(task.run().answeredBy(draft.writer().id()), state, draft);
    } catch (JournalUnavailable lost) {
      failures.report(task.run().id(), lost);
      return withoutJournal(task, state, draft);
    } catch (RuntimeException | Error fault) {
      failures.report(task.run().id(), fault);
      RunFailure failure = new RunFailure(Code.INTERNAL, "The answer could not be stored.");
      return settleRun.leaveToRecovery(
          task.run(), running.fail(failure, state.usage(), state.finishedAt()), draft);
    }
  }

  private End withoutJournal(Task task, RunState.Ended state, Draft draft) {
    RunFailure failure =
        new RunFailure(Code.INTERRUPTED, "The journal of answers could not be reached.");
    RunState.Failed failed =
        new RunState.Running().fail(failure, state.usage(), state.finishedAt());
    try {
      return settleRun.settleUntold(task.run().answeredBy(draft.writer().id()), failed, draft);
    } catch (RuntimeException | Error fault) {
      failures.report(task.run().id(), fault);
      return settleRun.leaveToRecovery(task.run(), failed, draft);
    }
  }

  private RunState.Ended answer(
      Task task, Cancellation cancellation, Draft draft, RunState.Running running) {
    TurnGuard guard = turnGuards.begin(task.bot(), task.scopes());
    Optional<TurnGuard.Refused> refused = guard.judge(task.question().content(), task.removed());
    if (refused.isPresent()) {
      return refuse(refused.get(), TokenUsage.NONE, draft, running);
    }
    Recalled files =
        recallFiles.recall(task, RecallFiles.room(assemblePrompt.budget(task.served().model())));
    RecallPassages.Found found = recallPassages.recall(task, guard);
    TurnGuard.Screened screened = guard.screened(withFiles(files, found.passages()));
    tellOfPassages(task, screened, found.query(), draft);
    found.warnings().forEach(draft::warn);
    tellOfFiles(files, draft);
    Optional<TurnGuard.Refused> ungrounded = guard.ungrounded(screened.passages());
    if (ungrounded.isPresent()) {
      return refuse(ungrounded.get(), usage(task, found), draft, running);
    }
    if (task.served().offline()) {
      draft.warn(Warning.OFFLINE_MODEL);
    }
    Assembly assembly =
        assemblePrompt
            .assemble(task, guard, screened.passages(), files.pictures())
            .plus(found.promptTokens(), found.completionTokens());
    return switch (assembly.outcome()) {
      case TooLarge tooLarge -> tooLarge(task, tooLarge, usage(task, assembly), running);
      case Assembled assembled -> {
        Prompt prompt = assembled.prompt();
        if (prompt.truncated() || files.crowded()) {
          draft.warn(Warning.CONTEXT_TRUNCATED);
        }
        draft.cite(prompt.passages());
        draft.guardedBy(
            guard.output(typed(task), leak -> cancellation.cancel(Cancellation.Reason.GUARD)));
        RunState.Ended end = awaitTurn(task, guard, assembly, prompt, cancellation, draft, running);
        tellOfClaims(guard, prompt.passages(), draft);
        yield end;
      }
    };
  }

  private RunState.Ended refuse(
      TurnGuard.Refused refused, TokenUsage usage, Draft draft, RunState.Running running) {
    draft.say(refused.words());
    return running.refuse(refused.refusal(), usage, clock.instant());
  }

  /** Files first: what is given up for want of room is the last. */
  private static List<Passage> withFiles(Recalled files, List<Passage> found) {
    List<Passage> all = new ArrayList<>(files.passages());
    all.addAll(found);
    return all;
  }

  private static void tellOfFiles(Recalled files, Draft draft) {
    if (files.excerpted()) {
      draft.warn(Warning.FILE_EXCERPTED);
    }
    if (files.blind()) {
      draft.warn(Warning.IMAGES_LEFT_OUT);
    }
  }

  private static void tellOfPassages(
      Task task, TurnGuard.Screened screened, @Nullable String query, Draft draft) {
    if (task.conversation().mode() == ConversationMode.OPEN && screened.passages().isEmpty()) {
      return;
    }
    draft.record(new RunEvent.Retrieved(screened.passages(), query));
    if (screened.passages().isEmpty()) {
      draft.warn(Warning.NO_PASSAGES);
    }
    if (screened.suspicious()) {
      draft.warn(Warning.SUSPICIOUS_PASSAGE);
    }
  }

  /** Holds the answer against its passages, where it was to rest on them. */
  private static void tellOfClaims(TurnGuard guard, List<Passage> passages, Draft draft) {
    if (passages.isEmpty() || draft.text().isEmpty()) {
      return;
    }
    CitationCheck check =
        CitationCheck.of(draft.text(), passages, draft.citations(), draft.dropped());
    if (!check.unresolved().isEmpty()) {
      draft.warn(Warning.CITATION_DROPPED);
    }
    if (guard.groundedOnly() && !check.unsupported().isEmpty()) {
      draft.warn(Warning.UNSUPPORTED_SENTENCES);
    }
  }

  private static List<String> typed(Task task) {
    List<String> typed = new ArrayList<>();
    for (Message message : task.history()) {
      if (message.author() == Author.USER) {
        typed.add(message.content());
      }
    }
    typed.add(task.question().content());
    return typed;
  }

  private RunState.Failed tooLarge(
      Task task, TooLarge tooLarge, TokenUsage usage, RunState.Running running) {
    return running.fail(
        new RunFailure(
            Code.CONTEXT_LENGTH_EXCEEDED,
            "message: about "
                + tooLarge.needed()
                + " tokens with its instructions (expected: at most "
                + tooLarge.budget()
                + " for model "
                + task.served().model().id()
                + ")"),
        usage,
        clock.instant());
  }

  /** Has no more calls of models under way than there may be, and serves tenants fairly. */
  private RunState.Ended awaitTurn(
      Task task,
      TurnGuard guard,
      Assembly assembly,
      Prompt prompt,
      Cancellation cancellation,
      Draft draft,
      RunState.Running running) {
    ModelQueue.Admission admission;
    cancellation.beginWaiting();
    try {
      admission =
          modelQueue.acquire(task.run().tenant(), Priority.INTERACTIVE, prompt.tokens(), PATIENCE);
    } catch (InterruptedException interrupted) {
      return interrupted(cancellation, running, usage(task, assembly));
    } finally {
      cancellation.endWaiting();
    }
    return switch (admission) {
      case ModelQueue.Refused refused ->
          running.fail(
              new RunFailure(
                  Code.OVERLOADED,
                  "Too many messages wait for the models; try again in "
                      + Math.max(1, refused.retryAfter().toSeconds())
                      + " s."),
              usage(task, assembly),
              clock.instant());
      case Permit permit -> {
        try (permit) {
          yield complete(task, guard, assembly, prompt, permit, cancellation, draft, running);
        }
      }
    };
  }

  private RunState.Ended complete(
      Task task,
      TurnGuard guard,
      Assembly assembly,
      Prompt prompt,
      Permit permit,
      Cancellation cancellation,
      Draft draft,
      RunState.Running running) {
    Double temperature = task.bot() == null ? null : task.bot().temperature();
    AnswerWithTools.Answered answered =
        answerWithTools.complete(
            task,
            new Request(task.served().model(), prompt, temperature, List.of(), task.limits()),
            guard::blackened,
            cancellation,
            draft,
            text -> {
              permit.charge(tokens.count(text));
              draft.add(text);
            });
    draft.writtenBy(answered.by().model());
    draft.finish();
    TokenUsage usage = answered.usage().plus(usage(task, assembly));
    return switch (answered.completion()) {
      case Completion.Finished finished ->
          cancellation.reason() == Cancellation.Reason.GUARD
              ? leaked(running, usage)
              : running.complete(finished.reason(), usage, clock.instant());
      case Completion.Failed failed -> running.fail(failed.failure(), usage, clock.instant());
      case Completion.Interrupted interrupted -> interrupted(cancellation, running, usage);
      case Completion.ToolCalls calls ->
          throw new IllegalStateException("calls of tools are made before an answer ends");
    };
  }

  private RunState.Ended interrupted(
      Cancellation cancellation, RunState.Running running, TokenUsage usage) {
    return switch (cancellation.reason()) {
      case ASKED -> running.cancel(usage, clock.instant());
      case GUARD -> leaked(running, usage);
      case SHUTDOWN ->
          running.fail(
              new RunFailure(Code.INTERRUPTED, "The server was stopped."), usage, clock.instant());
      case null ->
          running.fail(
              new RunFailure(Code.INTERRUPTED, "The server was stopped."), usage, clock.instant());
    };
  }

  private RunState.Refused leaked(RunState.Running running, TokenUsage usage) {
    return running.refuse(new RunRefusal("system_prompt_leak", null), usage, clock.instant());
  }

  /** An estimate of what was written before a fault of ours. */
  private TokenUsage spent(Draft draft) {
    String text = draft.text();
    return text.isEmpty() ? TokenUsage.NONE : usage(draft.writer().price(), 0, tokens.count(text));
  }

  /** What was used before the answer was begun. */
  private static TokenUsage usage(Task task, Assembly assembly) {
    return usage(
        task.served().model().price(), assembly.promptTokens(), assembly.completionTokens());
  }

  private static TokenUsage usage(Task task, RecallPassages.Found found) {
    return usage(task.served().model().price(), found.promptTokens(), found.completionTokens());
  }

  private static TokenUsage usage(@Nullable TokenPrice price, int prompt, int completion) {
    return new TokenUsage(
        prompt, completion, price == null ? Money.ZERO : price.of(prompt, completion));
  }
}
