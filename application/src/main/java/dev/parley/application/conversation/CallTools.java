package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.application.tool.ArgumentValues;
import dev.parley.application.tool.ArgumentsValidator;
import dev.parley.application.tool.Tool;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.ConsequencePolicy;
import dev.parley.domain.guardrail.injection.ConsequencePolicy.Consequence;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tool.ToolBudget;
import dev.parley.domain.tool.ToolCall;
import dev.parley.domain.tool.ToolLimits;
import dev.parley.domain.tool.ToolPermissions;
import dev.parley.domain.tool.ToolPolicy;
import dev.parley.domain.tool.ToolSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
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
 * Makes the calls of tools that a model asks for and that may be made. Safe for use by many
 * threads.
 *
 * <p>A call is refused where {@link ToolPolicy}, {@link ConsequencePolicy} or the tool's schema
 * refuse it, and the model is told why. There is no way yet to ask a person for a yes, so a call
 * that needs one is refused as well.
 */
public final class CallTools {
  /** The longest result that a model is shown, in UTF-16 characters. */
  static final int MAX_RESULT_LENGTH = 64_000;

  private final Toolbox toolbox;
  private final ArgumentsValidator validator;
  private final ConsequencePolicy consequences;
  private final ToolLimits limits;
  private final ExecutorService executor;
  private final GenerateAnswer.Failures failures;
  private final Clock clock;

  /**
   * @param limits for each run
   * @param executor runs the tools; one that makes virtual threads
   * @param failures is told what tools throw, which ends a call and not the run
   */
  public CallTools(
      Toolbox toolbox,
      ArgumentsValidator validator,
      ConsequencePolicy consequences,
      ToolLimits limits,
      ExecutorService executor,
      GenerateAnswer.Failures failures,
      Clock clock) {
    this.toolbox = Objects.requireNonNull(toolbox);
    this.validator = Objects.requireNonNull(validator);
    this.consequences = Objects.requireNonNull(consequences);
    this.limits = Objects.requireNonNull(limits);
    this.executor = Objects.requireNonNull(executor);
    this.failures = Objects.requireNonNull(failures);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What the model is told of a call. */
  record Reply(boolean ok, String text) {
    static Reply refused(String why) {
      return new Reply(false, "Not called. " + why);
    }
  }

  /**
   * Begins the calls of one run.
   *
   * @param screen what is done to results before model and watchers see them
   */
  Calls begin(
      Task task,
      TurnInfluences influences,
      UnaryOperator<String> screen,
      Cancellation cancellation) {
    return new Calls(task, influences, screen, cancellation);
  }

  /** The calls of one run. Used by one thread. */
  final class Calls {
    private final Task task;
    private final TurnInfluences influences;
    private final UnaryOperator<String> screen;
    private final Cancellation cancellation;
    private final List<ToolSpec> granted;
    private final ToolPolicy policy;
    private ToolBudget budget;

    private Calls(
        Task task,
        TurnInfluences influences,
        UnaryOperator<String> screen,
        Cancellation cancellation) {
      this.task = task;
      this.influences = influences;
      this.screen = screen;
      this.cancellation = cancellation;
      ToolPermissions permissions = permissions(task);
      List<ToolSpec> all = toolbox.list();
      this.granted =
          all.stream().filter(tool -> permissions.refusal(tool.name()).isEmpty()).toList();
      this.policy = new ToolPolicy(all, permissions, limits);
      ToolBudget fresh = ToolBudget.begin(task.run().id(), clock.instant());
      this.budget = influences.any() ? fresh.withUntrustedText() : fresh;
    }

    /** The tools that the model may be told of. */
    List<ToolSpec> granted() {
      return granted;
    }

    /** What the calls have cost. */
    Money spent() {
      return budget.spent();
    }

    /** Whether a round of calls could begin. */
    boolean mayGoOn() {
      return !granted.isEmpty()
          && policy.beginRound(budget, clock.instant()) instanceof ToolPolicy.Began;
    }

    /** Begins a round; null: it has begun. */
    @Nullable String beginRound() {
      return switch (policy.beginRound(budget, clock.instant())) {
        case ToolPolicy.Began began -> {
          budget = began.budget();
          yield null;
        }
        case ToolPolicy.Refused refused -> worded(refused);
      };
    }

    /** Makes a call if it may be made; blocks until it has ended. Null: the run is to stop. */
    @Nullable Reply call(Turn.Call call) {
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
      return switch (consequences.decide(influences.all(), call)) {
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
      String shown = CutText.shortened(text, MAX_RESULT_LENGTH);
      influences.add(Origin.TOOL_RESULT, shown);
      return shown;
    }
  }

  private static ToolPermissions permissions(Task task) {
    Bot bot = task.bot();
    Map<ScopeId, Set<String>> allowedByScope = new HashMap<>();
    for (Scope scope : task.scopes()) {
      if (scope.plugins() != null) {
        allowedByScope.put(scope.id(), Set.copyOf(scope.plugins()));
      }
    }
    return new ToolPermissions(bot == null ? Set.of() : Set.copyOf(bot.plugins()), allowedByScope);
  }

  private static String worded(ToolPolicy.Refused refused) {
    return refused.reason().name().toLowerCase(Locale.ROOT) + ": " + refused.detail();
  }

  private static String worded(ArgumentsValidator.Result.Invalid invalid) {
    return invalid.violations().stream()
        .map(wrong -> "arguments" + wrong.pointer() + ": " + wrong.detail())
        .collect(Collectors.joining("\n", "invalid_arguments: ", ""));
  }
}
