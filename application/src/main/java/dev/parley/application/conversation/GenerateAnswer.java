package dev.parley.application.conversation;

import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.knowledge.PassageIndex.Filter;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.PromptAssembler.Outcome.Assembled;
import dev.parley.domain.context.PromptAssembler.Outcome.TooLarge;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.TokenCounter;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Answers one message: recalls passages, assembles the prompt, has the model generate, journals
 * each event before anyone sees it, and settles. It runs on a thread of its own, whoever watches.
 */
public final class GenerateAnswer {
  private final RetrievePassages retrievePassages;
  private final PromptAssembler assembler;
  private final TokenCounter tokens;
  private final AnswerWithTools answerWithTools;
  private final RunJournal journal;
  private final RunEventCodec codec;
  private final SettleRun settleRun;
  private final Runs runs;
  private final Failures failures;
  private final Clock clock;

  public GenerateAnswer(
      RetrievePassages retrievePassages,
      PromptAssembler assembler,
      TokenCounter tokens,
      AnswerWithTools answerWithTools,
      RunJournal journal,
      RunEventCodec codec,
      SettleRun settleRun,
      Runs runs,
      Failures failures,
      Clock clock) {
    this.retrievePassages = Objects.requireNonNull(retrievePassages);
    this.assembler = Objects.requireNonNull(assembler);
    this.tokens = Objects.requireNonNull(tokens);
    this.answerWithTools = Objects.requireNonNull(answerWithTools);
    this.journal = Objects.requireNonNull(journal);
    this.codec = Objects.requireNonNull(codec);
    this.settleRun = Objects.requireNonNull(settleRun);
    this.runs = Objects.requireNonNull(runs);
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
      runs.update(task.run().in(running, 0));
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
    } catch (RuntimeException | Error fault) {
      failures.report(task.run().id(), fault);
      RunFailure failure = new RunFailure(Code.INTERNAL, "The answer could not be stored.");
      return settleRun.leaveToRecovery(
          task.run(), running.fail(failure, state.usage(), state.finishedAt()), draft);
    }
  }

  private RunState.Ended answer(
      Task task, Cancellation cancellation, Draft draft, RunState.Running running) {
    List<Passage> passages = recall(task);
    if (task.conversation().mode() == ConversationMode.RAG) {
      draft.record(new RunEvent.Retrieved(passages));
      if (passages.isEmpty()) {
        draft.warn(Warning.NO_PASSAGES);
      }
    }
    if (task.served().offline()) {
      draft.warn(Warning.OFFLINE_MODEL);
    }
    Model model = task.served().model();
    Bot bot = task.bot();
    String system = bot == null ? "" : bot.systemPrompt();
    List<Turn> history = task.history().stream().map(GenerateAnswer::turn).toList();
    return switch (assembler.assemble(
        system, history, turn(task.question()), passages, model.promptBudget())) {
      case TooLarge tooLarge ->
          running.fail(
              new RunFailure(
                  Code.CONTEXT_LENGTH_EXCEEDED,
                  "message: about "
                      + tooLarge.needed()
                      + " tokens with its instructions (expected: at most "
                      + tooLarge.budget()
                      + " for model "
                      + model.id()
                      + ")"),
              TokenUsage.NONE,
              clock.instant());
      case Assembled assembled -> {
        if (assembled.prompt().truncated()) {
          draft.warn(Warning.CONTEXT_TRUNCATED);
        }
        draft.cite(assembled.prompt().passages());
        Request request =
            new Request(model, assembled.prompt(), bot == null ? null : bot.temperature());
        yield complete(task, request, cancellation, draft, running);
      }
    };
  }

  private RunState.Ended complete(
      Task task,
      Request request,
      Cancellation cancellation,
      Draft draft,
      RunState.Running running) {
    AnswerWithTools.Answered answered =
        answerWithTools.complete(task, request, cancellation, draft, draft::add);
    draft.writtenBy(answered.by().model());
    draft.finish();
    TokenUsage usage = answered.usage();
    return switch (answered.completion()) {
      case Completion.Finished finished ->
          running.complete(finished.reason(), usage, clock.instant());
      case Completion.Failed failed -> running.fail(failed.failure(), usage, clock.instant());
      case Completion.Interrupted interrupted ->
          cancellation.reason() == Cancellation.Reason.ASKED
              ? running.cancel(usage, clock.instant())
              : running.fail(
                  new RunFailure(Code.INTERRUPTED, "The server was stopped."),
                  usage,
                  clock.instant());
      case Completion.ToolCalls calls ->
          throw new IllegalStateException("calls of tools are made before an answer ends");
    };
  }

  private List<Passage> recall(Task task) {
    Conversation conversation = task.conversation();
    if (conversation.mode() == ConversationMode.OPEN) {
      return List.of();
    }
    Bot bot = task.bot();
    Set<DatasetId> datasets = new HashSet<>(conversation.datasets());
    if (bot != null) {
      datasets.addAll(bot.datasets());
    }
    if (datasets.isEmpty() && conversation.documents().isEmpty()) {
      return List.of();
    }
    RetrievalSettings settings = bot == null ? RetrievalSettings.DEFAULT : bot.retrieval();
    Set<DatasetId> searched = conversation.documents().isEmpty() ? datasets : Set.of();
    Filter filter = new Filter(searched, Set.copyOf(conversation.documents()), Set.of());
    return retrievePassages.retrieve(
        new RetrievePassages.Query(
            conversation.tenant(),
            task.question().content(),
            filter,
            settings.k(),
            settings.mode(),
            settings.minScore(),
            settings.diversity()));
  }

  /** An estimate of what was written before a fault of ours. */
  private TokenUsage spent(Draft draft) {
    String text = draft.text();
    if (text.isEmpty()) {
      return TokenUsage.NONE;
    }
    int written = tokens.count(text);
    TokenPrice price = draft.writer().price();
    return new TokenUsage(0, written, price == null ? Money.ZERO : price.of(0, written));
  }

  private static Turn turn(Message message) {
    Turn.Speaker speaker =
        switch (message.author()) {
          case USER -> Turn.Speaker.USER;
          case ASSISTANT -> Turn.Speaker.ASSISTANT;
          case SYSTEM -> Turn.Speaker.SYSTEM;
        };
    return new Turn(speaker, message.content());
  }
}
