package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.CompletionModel.TokenSink;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.routing.RoutedCompletion;
import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.LimitedAnswer;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.PromptAssembler.Outcome.Assembled;
import dev.parley.domain.context.PromptAssembler.Outcome.TooLarge;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has a prompt answered by a model that may ask for the bot's tools: makes the calls that may be
 * made, shows the model what they return, and asks it again, until it answers or has had enough;
 * then it is asked once more, without tools. Safe for use by many threads.
 */
public final class AnswerWithTools {
  /** The most calls of one answer that are looked at; those behind them are as if not asked for. */
  static final int MAX_CALLS_PER_ROUND = 32;

  /** A result with less room than this, in tokens, tells a model nothing. */
  private static final int MIN_RESULT_TOKENS = 16;

  private final RoutedCompletion routedCompletion;
  private final CallTools callTools;
  private final InjectionClassifier classifier;
  private final PromptAssembler assembler;
  private final TokenCounter tokens;
  private final Function<ModelId, TokenCounter> counters;

  /**
   * @param counters for each model the counter that comes closest to its own
   * @param classifier judges what nobody vouches for before it may lead to a call
   * @param assembler as the first prompt was assembled with; it makes room for results
   */
  public AnswerWithTools(
      RoutedCompletion routedCompletion,
      CallTools callTools,
      InjectionClassifier classifier,
      PromptAssembler assembler,
      TokenCounter tokens,
      Function<ModelId, TokenCounter> counters) {
    this.routedCompletion = Objects.requireNonNull(routedCompletion);
    this.callTools = Objects.requireNonNull(callTools);
    this.classifier = Objects.requireNonNull(classifier);
    this.assembler = Objects.requireNonNull(assembler);
    this.tokens = Objects.requireNonNull(tokens);
    this.counters = Objects.requireNonNull(counters);
  }

  /**
   * What came of it.
   *
   * @param completion of the last request; never {@link Completion.ToolCalls}
   * @param by the model that was asked last
   * @param usage of all requests and tools together, estimated for a request that broke off
   */
  record Answered(Completion completion, Served by, TokenUsage usage) {}

  /**
   * Generates an answer. Blocks until it is complete, has failed, or is cancelled; the calling
   * thread may be interrupted only while it waits for a model or a tool.
   *
   * @param request without tools; a bot without tools is answered just so
   * @param screen what is done to results of tools before model and watchers see them
   * @param draft records calls and results; what is said goes to the sink
   */
  Answered complete(
      Task task,
      Request request,
      UnaryOperator<String> screen,
      Cancellation cancellation,
      Draft draft,
      TokenSink sink) {
    return new Exchange(task, request, screen, cancellation, draft, sink).run();
  }

  /** One answer in the making. Used by one thread. */
  private final class Exchange {
    private final Task task;
    private final Request first;
    private final Cancellation cancellation;
    private final Draft draft;
    private final TokenSink sink;
    private final List<Turn> history;

    /** The question, and the calls and results since. */
    private final List<Turn> newest;

    private final CallTools.Calls calls;
    private final LimitedAnswer limited;
    private final StringBuilder said = new StringBuilder();
    private boolean saidBefore;
    private boolean called;
    private @Nullable Served pinned;
    private Served served;
    private Request last;
    private int promptTokens;
    private int completionTokens;
    private Money cost = Money.ZERO;

    Exchange(
        Task task,
        Request first,
        UnaryOperator<String> screen,
        Cancellation cancellation,
        Draft draft,
        TokenSink sink) {
      this.task = task;
      this.first = first;
      this.cancellation = cancellation;
      this.draft = draft;
      this.sink = sink;
      this.last = first;
      this.served = task.served();
      List<Turn> turns = first.prompt().turns();
      int question = turns.size() - 1;
      while (turns.get(question).speaker() != Speaker.USER) {
        question--;
      }
      this.history = turns.subList(0, question);
      this.newest = new ArrayList<>(turns.subList(question, turns.size()));
      TurnInfluences influences = new TurnInfluences(task, first.prompt(), history, classifier);
      this.calls = callTools.begin(task, influences, screen, cancellation);
      this.limited = new LimitedAnswer(first.limits(), counters.apply(served.model().id()));
    }

    Answered run() {
      while (true) {
        last = next();
        Completion completion = ask();
        pass(limited.finish());
        FinishReason cut = limited.end();
        if (cut != null) {
          countCut(completion);
          return finished(cut);
        }
        switch (completion) {
          case Completion.Finished finished -> {
            count(finished.promptTokens(), finished.cachedTokens(), finished.completionTokens());
            return finished(finished.reason());
          }
          case Completion.Failed failed -> {
            countWhatWasSaid();
            return new Answered(failed, served, usage());
          }
          case Completion.Interrupted interrupted -> {
            countWhatWasSaid();
            return new Answered(interrupted, served, usage());
          }
          case Completion.ToolCalls asked -> {
            count(asked.promptTokens(), asked.cachedTokens(), asked.completionTokens());
            if (last.tools().isEmpty()) {
              return finished(FinishReason.STOP);
            }
            if (!round(asked)) {
              return new Answered(new Completion.Interrupted(), served, usage());
            }
          }
        }
      }
    }

    private Answered finished(FinishReason reason) {
      return new Answered(
          new Completion.Finished(reason, promptTokens, completionTokens), served, usage());
    }

    /** Offers tools as long as a round of calls could begin. */
    private Request next() {
      boolean offered = !served.offline() && calls.mayGoOn();
      if (!offered && !called) {
        return first;
      }
      if (offered && assemble(calls.granted(), newest, window()) instanceof Assembled assembled) {
        return request(assembled.prompt(), calls.granted());
      }
      // What does not fit is not shown: the model answers from what it was shown before.
      Prompt prompt =
          assemble(List.of(), newest, window()) instanceof Assembled assembled
              ? assembled.prompt()
              : last.prompt();
      return request(prompt, List.of());
    }

    private Request request(Prompt prompt, List<ToolSpec> tools) {
      if (prompt.truncated() && !draft.warnings().contains(Warning.CONTEXT_TRUNCATED)) {
        draft.warn(Warning.CONTEXT_TRUNCATED);
      }
      return new Request(served.model(), prompt, first.temperature(), tools, first.limits());
    }

    private PromptAssembler.Outcome assemble(List<ToolSpec> tools, List<Turn> turns, int room) {
      Prompt prompt = first.prompt();
      String specs =
          tools.stream()
              .map(tool -> tool.name() + "\n" + tool.description() + "\n" + tool.schema())
              .collect(Collectors.joining("\n"));
      return assembler.assemble(
          new PromptAssembler.Parts(
              prompt.system(), specs, prompt.summary(), history, turns, prompt.passages()),
          ContextBudget.ofPrompt(room));
    }

    private int window() {
      return served.model().promptBudget();
    }

    private Completion ask() {
      said.setLength(0);
      cancellation.beginWaiting();
      RoutedCompletion.Answered answered;
      try {
        answered =
            routedCompletion.complete(
                task.choice(),
                pinned,
                last,
                text -> {
                  cancellation.endWaiting();
                  take(text);
                  cancellation.beginWaiting();
                });
      } finally {
        cancellation.endWaiting();
      }
      // Whoever answered is asked again: ids of calls are its own.
      served = answered.by();
      pinned = served;
      cost = cost.plus(answered.wasted());
      return answered.completion();
    }

    private void take(String text) {
      pass(limited.accept(text));
      if (limited.isOver()) {
        // The model ends as if nobody waited for more of it.
        Thread.currentThread().interrupt();
      }
    }

    private void pass(String text) {
      if (text.isEmpty()) {
        return;
      }
      if (said.isEmpty() && saidBefore) {
        sink.accept("\n\n");
      }
      said.append(text);
      sink.accept(text);
    }

    private void count(int read, int cached, int written) {
      promptTokens = Math.addExact(promptTokens, read);
      completionTokens = Math.addExact(completionTokens, written);
      TokenPrice price = served.model().price();
      if (price != null) {
        cost = cost.plus(price.of(read, cached, written));
      }
    }

    /** What was used for an answer that was cut: more was written than was said. */
    private void countCut(Completion completion) {
      switch (completion) {
        case Completion.Finished finished ->
            count(finished.promptTokens(), finished.cachedTokens(), finished.completionTokens());
        case Completion.ToolCalls asked ->
            count(asked.promptTokens(), asked.cachedTokens(), asked.completionTokens());
        case Completion.Failed failed -> countWhatWasSaid();
        case Completion.Interrupted interrupted -> countWhatWasSaid();
      }
    }

    private void countWhatWasSaid() {
      if (!said.isEmpty()) {
        count(last.prompt().tokens(), 0, tokens.count(said));
      }
    }

    private TokenUsage usage() {
      return new TokenUsage(promptTokens, completionTokens, cost.plus(calls.spent()));
    }

    /** False if the run is to stop. */
    private boolean round(Completion.ToolCalls asked) {
      called = true;
      saidBefore |= !said.toString().isBlank();
      List<Turn.Call> wanted =
          asked.calls().subList(0, Math.min(MAX_CALLS_PER_ROUND, asked.calls().size()));
      newest.add(Turn.calling(asked.text(), wanted));
      int share = share(wanted);
      String refusal = calls.beginRound();
      if (refusal == null && share < MIN_RESULT_TOKENS) {
        refusal = "The conversation has no room left for results.";
      }
      for (Turn.Call call : wanted) {
        if (cancellation.reason() != null) {
          return false;
        }
        String id = CutText.shortened(call.id(), RunEvent.ToolCalled.MAX_NAME_LENGTH);
        draft.record(
            new RunEvent.ToolCalled(
                id,
                CutText.shortened(call.name(), RunEvent.ToolCalled.MAX_NAME_LENGTH),
                CutText.shortened(call.arguments(), RunEvent.ToolCalled.MAX_ARGUMENTS_LENGTH)));
        CallTools.Reply reply =
            refusal == null ? calls.call(call) : CallTools.Reply.refused(refusal);
        if (reply == null) {
          draft.record(new RunEvent.ToolReturned(id, false, "The run was stopped."));
          return false;
        }
        draft.record(new RunEvent.ToolReturned(id, reply.ok(), summary(reply.text())));
        newest.add(Turn.result(call.id(), CutText.fitting(reply.text(), share, tokens)));
      }
      return true;
    }

    /** Tokens for each result: half of what is left, so that there is something to go on with. */
    private int share(List<Turn.Call> wanted) {
      List<Turn> empty = new ArrayList<>(newest);
      wanted.forEach(call -> empty.add(Turn.result(call.id(), "")));
      int fixed =
          switch (assemble(calls.granted(), empty, 0)) {
            case TooLarge large -> large.needed();
            case Assembled assembled -> assembled.prompt().tokens();
          };
      return Math.max(0, window() - fixed) / 2 / wanted.size();
    }
  }

  private static String summary(String text) {
    return CutText.shortened(text.strip(), RunEvent.ToolReturned.MAX_SUMMARY_LENGTH);
  }
}
