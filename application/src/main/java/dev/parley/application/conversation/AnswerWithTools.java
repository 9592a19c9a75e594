package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.CompletionModel.TokenSink;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.routing.RoutedCompletion;
import dev.parley.application.tool.ArgumentValues;
import dev.parley.application.tool.ArgumentsValidator;
import dev.parley.application.tool.Tool;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.PromptAssembler.Outcome.Assembled;
import dev.parley.domain.context.PromptAssembler.Outcome.TooLarge;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.ConsequencePolicy;
import dev.parley.domain.guardrail.injection.ConsequencePolicy.Consequence;
import dev.parley.domain.guardrail.injection.ConsequencePolicy.Influences;
import dev.parley.domain.guardrail.injection.ConsequencePolicy.Untrusted;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.tool.ToolBudget;
import dev.parley.domain.tool.ToolCall;
import dev.parley.domain.tool.ToolLimits;
import dev.parley.domain.tool.ToolPermissions;
import dev.parley.domain.tool.ToolPolicy;
import dev.parley.domain.tool.ToolSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has a prompt answered by a model that may ask for the bot's tools: makes the calls that may be
 * made, shows the model what they return, and asks it again, until it answers or has had enough;
 * then it is asked once more, without tools. Safe for use by many threads.
 *
 * <p>A call is refused where {@link ToolPolicy}, {@link ConsequencePolicy} or the tool's schema
 * refuse it, and the model is told why. There is no way yet to ask a person for a yes, so a call
 * that needs one is refused as well. Earlier answers in the prompt count as text that nobody
 * vouches for: they may repeat what a document or a tool said.
 */
public final class AnswerWithTools {
  /** The most calls of one answer that are looked at; those behind them are as if not asked for. */
  static final int MAX_CALLS_PER_ROUND = 32;

  /** The longest result that a model is shown, in UTF-16 characters. */
  static final int MAX_RESULT_LENGTH = 64_000;

  /** A result with less room than this, in tokens, tells a model nothing. */
  private static final int MIN_RESULT_TOKENS = 16;

  private static final String CUT = "\n[The rest was left out.]";

  private final RoutedCompletion routedCompletion;
  private final Toolbox toolbox;
  private final ArgumentsValidator validator;
  private final ConsequencePolicy consequences;
  private final InjectionClassifier classifier;
  private final ToolLimits limits;
  private final PromptAssembler assembler;
  private final TokenCounter tokens;
  private final ExecutorService executor;
  private final GenerateAnswer.Failures failures;
  private final Clock clock;

  /**
   * @param limits for each run
   * @param assembler as the first prompt was assembled with; it makes room for results
   * @param executor runs the tools; one that makes virtual threads
   * @param failures is told what tools throw, which ends a call and not the run
   */
  public AnswerWithTools(
      RoutedCompletion routedCompletion,
      Toolbox toolbox,
      ArgumentsValidator validator,
      ConsequencePolicy consequences,
      InjectionClassifier classifier,
      ToolLimits limits,
      PromptAssembler assembler,
      TokenCounter tokens,
      ExecutorService executor,
      GenerateAnswer.Failures failures,
      Clock clock) {
    this.routedCompletion = Objects.requireNonNull(routedCompletion);
    this.toolbox = Objects.requireNonNull(toolbox);
    this.validator = Objects.requireNonNull(validator);
    this.consequences = Objects.requireNonNull(consequences);
    this.classifier = Objects.requireNonNull(classifier);
    this.limits = Objects.requireNonNull(limits);
    this.assembler = Objects.requireNonNull(assembler);
    this.tokens = Objects.requireNonNull(tokens);
    this.executor = Objects.requireNonNull(executor);
    this.failures = Objects.requireNonNull(failures);
    this.clock = Objects.requireNonNull(clock);
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

  /** What the model is told of a call. */
  private record Reply(boolean ok, String text) {
    static Reply refused(String why) {
      return new Reply(false, "Not called. " + why);
    }
  }

  /** One answer in the making. Used by one thread. */
  private final class Exchange {
    private final Task task;
    private final Request first;
    private final UnaryOperator<String> screen;
    private final Cancellation cancellation;
    private final Draft draft;
    private final TokenSink sink;
    private final List<ToolSpec> granted;
    private final ToolPolicy policy;
    private final List<Turn> history;

    /** The question, and the calls and results since. */
    private final List<Turn> newest;

    private final List<Untrusted> untrusted = new ArrayList<>();
    private final StringBuilder said = new StringBuilder();
    private boolean saidBefore;
    private boolean called;
    private boolean judged;
    private ToolBudget budget;
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
      this.screen = screen;
      this.first = first;
      this.cancellation = cancellation;
      this.draft = draft;
      this.sink = sink;
      this.last = first;
      this.served = task.served();
      Bot bot = task.bot();
      Set<String> names = bot == null ? Set.of() : Set.copyOf(bot.plugins());
      List<ToolSpec> all = toolbox.list();
      this.granted = all.stream().filter(tool -> names.contains(tool.name())).toList();
      this.policy = new ToolPolicy(all, new ToolPermissions(names, Map.of()), limits);
      List<Turn> turns = first.prompt().turns();
      int question = turns.size() - 1;
      while (turns.get(question).speaker() != Speaker.USER) {
        question--;
      }
      this.history = turns.subList(0, question);
      this.newest = new ArrayList<>(turns.subList(question, turns.size()));
      ToolBudget fresh = ToolBudget.begin(task.run().id(), clock.instant());
      this.budget = quoted().isEmpty() ? fresh : fresh.withUntrustedText();
    }

    Answered run() {
      while (true) {
        last = next();
        Completion completion = ask();
        switch (completion) {
          case Completion.Finished finished -> {
            count(finished.promptTokens(), finished.completionTokens());
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
          case Completion.ToolCalls calls -> {
            count(calls.promptTokens(), calls.completionTokens());
            if (last.tools().isEmpty()) {
              return finished(FinishReason.STOP);
            }
            if (!round(calls)) {
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
      boolean offered =
          !granted.isEmpty()
              && !served.offline()
              && policy.beginRound(budget, clock.instant()) instanceof ToolPolicy.Began;
      if (!offered && !called) {
        return first;
      }
      if (offered && assemble(granted, newest, window()) instanceof Assembled assembled) {
        return request(assembled.prompt(), granted);
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
      return new Request(served.model(), prompt, first.temperature(), tools);
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
                served,
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
      return answered.completion();
    }

    private void take(String text) {
      if (said.isEmpty() && saidBefore) {
        sink.accept("\n\n");
      }
      said.append(text);
      sink.accept(text);
    }

    private void count(int read, int written) {
      promptTokens = Math.addExact(promptTokens, read);
      completionTokens = Math.addExact(completionTokens, written);
      TokenPrice price = served.model().price();
      if (price != null) {
        cost = cost.plus(price.of(read, written));
      }
    }

    private void countWhatWasSaid() {
      if (!said.isEmpty()) {
        count(last.prompt().tokens(), tokens.count(said));
      }
    }

    private TokenUsage usage() {
      return new TokenUsage(promptTokens, completionTokens, cost.plus(budget.spent()));
    }

    /** False if the run is to stop. */
    private boolean round(Completion.ToolCalls asked) {
      called = true;
      saidBefore |= !said.toString().isBlank();
      List<Turn.Call> calls =
          asked.calls().subList(0, Math.min(MAX_CALLS_PER_ROUND, asked.calls().size()));
      newest.add(Turn.calling(asked.text(), calls));
      int share = share(calls);
      String refusal = beginRound();
      if (refusal == null && share < MIN_RESULT_TOKENS) {
        refusal = "The conversation has no room left for results.";
      }
      for (Turn.Call call : calls) {
        if (cancellation.reason() != null) {
          return false;
        }
        String id = shortened(call.id(), RunEvent.ToolCalled.MAX_NAME_LENGTH);
        draft.record(
            new RunEvent.ToolCalled(
                id,
                shortened(call.name(), RunEvent.ToolCalled.MAX_NAME_LENGTH),
                shortened(call.arguments(), RunEvent.ToolCalled.MAX_ARGUMENTS_LENGTH)));
        Reply reply = refusal == null ? decided(call) : Reply.refused(refusal);
        if (reply == null) {
          draft.record(new RunEvent.ToolReturned(id, false, "The run was stopped."));
          return false;
        }
        draft.record(new RunEvent.ToolReturned(id, reply.ok(), summary(reply.text())));
        newest.add(Turn.result(call.id(), fitting(reply.text(), share)));
      }
      return true;
    }

    /** Null: it has begun. */
    private @Nullable String beginRound() {
      return switch (policy.beginRound(budget, clock.instant())) {
        case ToolPolicy.Began began -> {
          budget = began.budget();
          yield null;
        }
        case ToolPolicy.Refused refused -> worded(refused);
      };
    }

    /** Tokens for each result: half of what is left, so that there is something to go on with. */
    private int share(List<Turn.Call> calls) {
      List<Turn> empty = new ArrayList<>(newest);
      calls.forEach(call -> empty.add(Turn.result(call.id(), "")));
      int fixed =
          switch (assemble(granted, empty, 0)) {
            case TooLarge large -> large.needed();
            case Assembled assembled -> assembled.prompt().tokens();
          };
      return Math.max(0, window() - fixed) / 2 / calls.size();
    }

    /** Null: the run is to stop. */
    private @Nullable Reply decided(Turn.Call call) {
      Optional<Tool> tool =
          toolbox
              .find(call.name())
              .filter(found -> granted.stream().anyMatch(spec -> spec.name().equals(call.name())));
      String arguments = call.arguments();
      if (tool.isPresent()) {
        switch (validator.validate(tool.get().spec(), arguments)) {
          case ArgumentsValidator.Result.Invalid invalid -> {
            return Reply.refused(worded(invalid));
          }
          case ArgumentsValidator.Result.Valid valid -> arguments = valid.canonical();
        }
      }
      ToolCall wanted = new ToolCall(call.id(), call.name(), arguments, false);
      return switch (policy.decide(budget, wanted, clock.instant())) {
        case ToolPolicy.Refused refused -> Reply.refused(worded(refused));
        case ToolPolicy.Permit permit -> {
          Tool permitted = tool.orElseThrow();
          String objection = objection(permitted.spec(), arguments);
          yield objection == null ? made(permitted, permit, arguments) : Reply.refused(objection);
        }
      };
    }

    /** Null: there is none. */
    private @Nullable String objection(ToolSpec tool, String arguments) {
      Consequence call = new Consequence.ToolCall(tool.sideEffects(), ArgumentValues.of(arguments));
      return switch (consequences.decide(influences(), call)) {
        case ConsequencePolicy.Decision.Allowed allowed -> null;
        case ConsequencePolicy.Decision.NeedsConfirmation needed ->
            "needs_confirmation: " + needed.reason() + " (expected: a person's yes)";
        case ConsequencePolicy.Decision.Refused refused ->
            refused.reason() + " (expected: values that the user typed)";
      };
    }

    /** Null: the run is to stop. */
    private @Nullable Reply made(Tool tool, ToolPolicy.Permit permit, String arguments) {
      budget = permit.budget();
      Tool.Invocation invocation =
          new Tool.Invocation(
              task.run().tenant(),
              task.conversation().owner(),
              task.run().id(),
              permit.idempotencyKey(),
              permit.deadline(),
              reach(),
              arguments);
      Tool.Result result = awaited(tool, invocation);
      if (result == null) {
        return null;
      }
      return switch (result) {
        case Tool.Result.Succeeded succeeded -> {
          budget = budget.settled(succeeded.cost());
          yield new Reply(true, distrusted(screen.apply(succeeded.text())));
        }
        case Tool.Result.Failed failed -> {
          budget = budget.settled(Money.ZERO);
          yield new Reply(false, distrusted(screen.apply(failed.detail())));
        }
      };
    }

    /** Null: the run is to stop, and the tool is left to its own end. */
    private Tool.@Nullable Result awaited(Tool tool, Tool.Invocation invocation) {
      Future<Tool.Result> call;
      try {
        call = executor.submit(() -> tool.call(invocation));
      } catch (RejectedExecutionException stopped) {
        return new Tool.Result.Failed("The server is about to end.");
      }
      Duration patience = Duration.between(clock.instant(), invocation.deadline());
      cancellation.beginWaiting();
      try {
        return call.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return new Tool.Result.Failed(
            "result: none (expected: within " + patience.toMillis() + " ms)");
      } catch (ExecutionException e) {
        failures.report(task.run().id(), Objects.requireNonNullElse(e.getCause(), e));
        return new Tool.Result.Failed("The tool failed.");
      } catch (InterruptedException e) {
        return null;
      } finally {
        cancellation.endWaiting();
      }
    }

    private Tool.Reach reach() {
      Conversation conversation = task.conversation();
      Bot bot = task.bot();
      Set<DatasetId> datasets = new HashSet<>(conversation.datasets());
      if (bot != null) {
        datasets.addAll(bot.datasets());
      }
      boolean narrowed = !conversation.documents().isEmpty();
      return new Tool.Reach(
          narrowed ? Set.of() : datasets,
          Set.copyOf(conversation.documents()),
          bot == null ? RetrievalSettings.DEFAULT : bot.retrieval());
    }

    private String distrusted(String text) {
      String shown = shortened(text, MAX_RESULT_LENGTH);
      untrusted.add(judged(Origin.TOOL_RESULT, shown));
      return shown;
    }

    private Influences influences() {
      if (!judged) {
        judged = true;
        for (String text : quoted()) {
          untrusted.add(judged(Origin.DOCUMENT, text));
        }
      }
      List<String> typed = new ArrayList<>();
      for (Message message : task.history()) {
        if (message.author() == Author.USER) {
          typed.add(message.content());
        }
      }
      typed.add(task.question().content());
      typed.add(first.prompt().system());
      return new Influences(typed, untrusted);
    }

    private Untrusted judged(Origin origin, String text) {
      return new Untrusted(text, classifier.judge(origin, text).flagged());
    }

    /** What the first prompt holds that neither the caller nor the bot's owner wrote. */
    private List<String> quoted() {
      List<String> quoted = new ArrayList<>();
      for (Passage passage : first.prompt().passages()) {
        quoted.add(passage.title() + "\n" + passage.chunk().content().searchableText());
      }
      if (first.prompt().summary() != null) {
        quoted.add(first.prompt().summary());
      }
      for (Turn turn : history) {
        if (turn.speaker() == Speaker.ASSISTANT || turn.speaker() == Speaker.TOOL) {
          quoted.add(turn.text());
        }
      }
      return quoted;
    }

    /** The text, or as much of its beginning as has so many tokens. */
    private String fitting(String text, int share) {
      if (tokens.count(text) <= share) {
        return text;
      }
      int room = Math.max(0, share - tokens.count(CUT));
      int fits = 0;
      int tooLong = Math.min(text.length(), room * TokenCounter.MAX_CHARACTERS_PER_TOKEN) + 1;
      while (tooLong - fits > 1) {
        int middle = (fits + tooLong) >>> 1;
        if (tokens.count(shortened(text, middle)) <= room) {
          fits = middle;
        } else {
          tooLong = middle;
        }
      }
      return shortened(text, fits) + CUT;
    }
  }

  private static String worded(ToolPolicy.Refused refused) {
    return refused.reason().name().toLowerCase(Locale.ROOT) + ": " + refused.detail();
  }

  private static String worded(ArgumentsValidator.Result.Invalid invalid) {
    return invalid.violations().stream()
        .map(wrong -> "arguments" + wrong.pointer() + ": " + wrong.detail())
        .collect(Collectors.joining("\n", "invalid_arguments: ", ""));
  }

  private static String summary(String text) {
    return shortened(text.strip(), RunEvent.ToolReturned.MAX_SUMMARY_LENGTH);
  }

  /** The text, or its beginning; a surrogate pair is never split. */
  private static String shortened(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end =
        length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }
}
