package dev.parley.application.conversation;

import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.routing.Choice;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs that this process generates: starts them, keeps their leases, stops them. Safe for use
 * by many threads.
 */
public final class ActiveRuns {
  /** How often the store is asked for the end of a run that another node generates. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final GenerateAnswer generateAnswer;
  private final Runs runs;
  private final ExecutorService executor;
  private final String node;
  private final Duration lease;
  private final Clock clock;
  private final Map<RunId, Active> active = new ConcurrentHashMap<>();
  private volatile boolean draining;

  /**
   * @param executor one that makes virtual threads
   * @param node name of this node, the same after a restart
   * @param lease how long others wait for a sign of life before they take the node for dead
   */
  public ActiveRuns(
      GenerateAnswer generateAnswer,
      Runs runs,
      ExecutorService executor,
      String node,
      Duration lease,
      Clock clock) {
    this.generateAnswer = Objects.requireNonNull(generateAnswer);
    this.runs = Objects.requireNonNull(runs);
    this.executor = Objects.requireNonNull(executor);
    this.node = Objects.requireNonNull(node);
    this.lease = Objects.requireNonNull(lease);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Everything that generating an answer starts from.
   *
   * @param scopes the bot's, in their order
   * @param files of each message of the conversation that has some, the question's among them
   * @param removed the kinds of personal data that were taken out of the question
   * @param choice which model is to answer
   * @param limits where whoever asks wants the answer to end
   */
  record Task(
      Conversation conversation,
      @Nullable Bot bot,
      List<Scope> scopes,
      List<Message> history,
      Message question,
      Map<MessageId, List<Attachment>> files,
      Set<PiiKind> removed,
      Run run,
      Choice choice,
      AnswerLimits limits) {

    /** The model that is to answer. */
    ModelCatalog.Served served() {
      return choice.served();
    }
  }

  private record Active(TenantId tenant, Cancellation cancellation, CompletableFuture<End> end) {}

  String node() {
    return node;
  }

  Instant leaseFrom(Instant now) {
    return now.plus(lease);
  }

  /** Whether this process takes no more messages, since it is about to end. */
  public boolean isDraining() {
    return draining;
  }

  /**
   * Starts a run. What is returned completes when the run has ended, never exceptionally.
   *
   * @param atEnd told on the run's own thread, before anybody who waits for the end
   */
  CompletableFuture<End> launch(Task task, Consumer<End> atEnd) {
    CompletableFuture<End> end = new CompletableFuture<>();
    Cancellation cancellation = new Cancellation();
    RunId id = task.run().id();
    active.put(id, new Active(task.run().tenant(), cancellation, end));
    try {
      executor.execute(
          () -> {
            End ended = generateAnswer.generate(task, cancellation);
            try {
              atEnd.accept(ended);
            } finally {
              active.remove(id);
              end.complete(ended);
            }
          });
    } catch (RejectedExecutionException stopped) {
      // Not held here: its lease runs out, and recovery ends it.
      active.remove(id);
      throw stopped;
    }
    return end;
  }

  /**
   * Completes when a run has ended, wherever it is generated.
   *
   * @param stored looks whether the end is stored; asked again and again where another node
   *     generates the run
   */
  CompletableFuture<End> endOf(RunId run, Supplier<Optional<End>> stored) {
    Active held = active.get(run);
    if (held != null) {
      return held.end();
    }
    CompletableFuture<End> end = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            Optional<End> found = stored.get();
            while (found.isEmpty()) {
              Thread.sleep(BETWEEN_LOOKS);
              found = stored.get();
            }
            end.complete(found.get());
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            end.completeExceptionally(stopped);
          } catch (RuntimeException unreadable) {
            end.completeExceptionally(unreadable);
          }
        });
    return end;
  }

  /** Asks a run of this process to stop; false if this process does not generate it. */
  public boolean cancel(TenantId tenant, RunId run) {
    Active found = active.get(run);
    if (found == null || !found.tenant().equals(tenant)) {
      return false;
    }
    found.cancellation().cancel(Cancellation.Reason.ASKED);
    return true;
  }

  /**
   * Stops the runs of this process that other nodes were asked to stop; to be called again and
   * again, as often as somebody who cancels may have to wait.
   */
  public void stopRequested() {
    if (!active.isEmpty()) {
      for (RunId id : runs.cancelRequested(node)) {
        Active found = active.get(id);
        if (found != null) {
          found.cancellation().cancel(Cancellation.Reason.ASKED);
        }
      }
    }
  }

  /** Whether this process generates the run. */
  boolean holds(RunId run) {
    return active.containsKey(run);
  }

  /** How many runs have not ended. */
  public int count() {
    return active.size();
  }

  /** Shows a sign of life for every run; to be called several times within a lease. */
  public void renewLeases() {
    List<RunId> held = List.copyOf(active.keySet());
    if (!held.isEmpty()) {
      runs.renew(held, leaseFrom(clock.instant()));
    }
  }

  /**
   * Has no more messages accepted and lets runs end for a while, then stops the others. Each ends
   * with a terminal event.
   *
   * @param patience how long they may go on
   */
  public void drain(Duration patience) throws InterruptedException {
    draining = true;
    if (!awaitEnd(patience)) {
      active.values().forEach(run -> run.cancellation().cancel(Cancellation.Reason.SHUTDOWN));
      awaitEnd(patience);
    }
  }

  private boolean awaitEnd(Duration patience) throws InterruptedException {
    CompletableFuture<?>[] ends =
        active.values().stream().map(Active::end).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run's end never completes exceptionally", e);
    }
  }
}
