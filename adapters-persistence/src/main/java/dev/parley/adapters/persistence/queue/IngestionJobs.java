package dev.parley.adapters.persistence.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.parley.adapters.persistence.queue.ScheduledTasks.Held;
import dev.parley.application.knowledge.IngestDocument;
import dev.parley.application.knowledge.IngestionLease;
import dev.parley.application.model.EmbeddingFailure;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ingests the documents that are in the queue, on this node, from {@link #start} to {@link #close}.
 *
 * <p>A fault that is not the document's has it tried again later, several times; after that it is
 * given up. So is a document that takes the process down again and again. What a dead node held is
 * taken over by the others when its heartbeat has been missing for a while, and by the node itself
 * at once when it starts again.
 */
public final class IngestionJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IngestionJobs.class);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  /** How many times longer somebody else's model is waited for: minutes in place of seconds. */
  private static final int PROVIDER_PATIENCE = 15;

  private final ScheduledTasks tasks;
  private final DbSchedulerIngestionQueue queue;
  private final Work ingest;
  private final Ending giveUp;
  private final JobSettings settings;
  private final Clock clock;
  private final Scheduler scheduler;

  /** What is done with a document. */
  @FunctionalInterface
  interface Work {
    /**
     * Does it, or throws.
     *
     * @return false: somebody else stepped in; whoever holds the document then begins anew
     */
    boolean isDone(TenantId tenant, DocumentId document, IngestionLease lease);
  }

  /** Gives a document up. */
  @FunctionalInterface
  interface Ending {
    /**
     * Does it, or throws.
     *
     * @return false: somebody else stepped in; whoever holds the document then begins anew
     */
    boolean isDone(
        TenantId tenant, DocumentId document, IngestionLease lease, DocumentError reason);
  }

  /**
   * @param pool where the scheduler takes connections of its own
   */
  public IngestionJobs(
      DataSource pool,
      DbSchedulerIngestionQueue queue,
      IngestDocument ingestDocument,
      JobSettings settings,
      Clock clock) {
    this(
        pool,
        queue,
        (tenant, document, lease) -> isDone(ingestDocument.ingest(tenant, document, lease)),
        (tenant, document, lease, reason) ->
            isDone(ingestDocument.giveUp(tenant, document, lease, reason)),
        settings,
        clock);
  }

  IngestionJobs(
      DataSource pool,
      DbSchedulerIngestionQueue queue,
      Work ingest,
      Ending giveUp,
      JobSettings settings,
      Clock clock) {
    this.tasks = queue.tasks();
    this.queue = queue;
    this.ingest = ingest;
    this.giveUp = giveUp;
    this.settings = settings;
    this.clock = clock;
    this.scheduler = scheduler(pool);
  }

  private static boolean isDone(IngestDocument.Result result) {
    return switch (result) {
      case INDEXED, FAILED, GONE -> true;
      case SUPERSEDED -> false;
    };
  }

  private Scheduler scheduler(DataSource pool) {
    Task<String> task =
        Tasks.custom(ScheduledTasks.INGESTION, String.class)
            .onFailure(this::tryLater)
            .execute(
                (instance, context) -> {
                  boolean done = execute(context.getExecution());
                  CompletionHandler<String> ending = done ? this::finish : this::beginAnew;
                  return ending;
                });
    // A data source that Micronaut made gives out the connection of the unit of work; the
    // scheduler works outside any.
    return Scheduler.create(DelegatingDataSource.unwrapDataSource(pool), task)
        .schedulerName(new SchedulerName.Fixed(settings.schedulerName()))
        .serializer(new TextSerializer())
        .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
        .clock(clock::instant)
        .threads(settings.threads())
        .executorService(new UninterruptedThreads(settings.threads(), "parley-ingestion-"))
        .pollingInterval(settings.polling())
        .enableImmediateExecution()
        .heartbeatInterval(settings.heartbeat())
        .missedHeartbeatsLimit(JobSettings.MISSED_HEARTBEATS)
        .shutdownMaxWait(settings.patience().dividedBy(2))
        .failureLogging(LogLevel.OFF, false)
        .build();
  }

  /**
   * Begins to take from the queue, first of all what an earlier process of this node was ingesting
   * when it died. Only one process of a node may run at a time.
   */
  public void start() {
    int released = tasks.releaseAllOf(settings.schedulerName());
    if (released > 0) {
      LOG.info(
          "{} documents were being ingested when this node ended; starting them over", released);
    }
    queue.onEnqueued(scheduler::triggerCheckForDueExecutions);
    scheduler.start();
  }

  /** Whether documents are being taken from the queue. */
  public boolean isRunning() {
    SchedulerState state = scheduler.getSchedulerState();
    return state.isStarted() && !state.isShuttingDown();
  }

  /**
   * Takes no more documents and lets those end that are being ingested, for a while. The others go
   * on as long as the process does, and start over with the next.
   */
  @Override
  public void close() {
    queue.onEnqueued(() -> {});
    if (isRunning()) {
      scheduler.stop();
    }
  }

  private boolean execute(Execution execution) {
    Held held = held(execution);
    TenantId tenant = held.ticket().tenant();
    IngestionLease lease = () -> tasks.isHeld(held);
    if (execution.consecutiveFailures >= settings.attempts()) {
      LOG.error("document {}: given up after {} attempts", held.document(), settings.attempts());
      return giveUp.isDone(tenant, held.document(), lease, DocumentError.INTERNAL);
    }
    try {
      return ingest.isDone(tenant, held.document(), lease);
    } catch (EmbeddingFailure failure) {
      boolean last = execution.consecutiveFailures + 1 == settings.attempts();
      if (failure.isPassing() && !last) {
        throw failure;
      }
      LOG.error("document {}: given up: {}", held.document(), failure.getMessage());
      return giveUp.isDone(
          tenant,
          held.document(),
          lease,
          failure.isPassing()
              ? DocumentError.EMBEDDING_UNAVAILABLE
              : DocumentError.EMBEDDING_REFUSED);
    }
  }

  private void finish(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Held held = held(complete.getExecution());
    // Where neither applies, another node took this one for dead and has the document now.
    if (!tasks.remove(held) && tasks.release(held, clock.instant())) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  private void beginAnew(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Held held = held(complete.getExecution());
    boolean released = tasks.release(held, clock.instant());
    LOG.warn(
        "document {}: {}",
        held.document(),
        released ? "somebody else wrote, beginning anew" : "cancelled, or taken over by another");
  }

  private void tryLater(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Execution execution = complete.getExecution();
    Held held = held(execution);
    int failures = execution.consecutiveFailures + 1;
    Duration delay = delayAfter(failures, complete.getCause().orElse(null));
    boolean postponed = tasks.postpone(held, failures, complete.getTimeDone(), delay);
    LOG.warn(
        "document {}: attempt {} of {} failed, {}",
        execution.getId(),
        failures,
        settings.attempts(),
        postponed ? "the next one is in " + delay : "cancelled, or taken over by another",
        complete.getCause().orElse(null));
  }

  /** Twice as long after each failure. After the last attempt there is nothing to wait for. */
  private Duration delayAfter(int failures, @Nullable Throwable cause) {
    if (failures == settings.attempts()) {
      return Duration.ZERO;
    }
    Duration delay = settings.firstDelay().multipliedBy(1L << Math.min(failures - 1, 20));
    if (cause instanceof EmbeddingFailure failure) {
      Duration longer = delay.multipliedBy(PROVIDER_PATIENCE);
      Duration asked = failure.retryAfter().orElse(Duration.ZERO);
      delay = longer.compareTo(asked) < 0 ? asked : longer;
    }
    return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
  }

  private static Held held(Execution execution) {
    return new Held(
        new DocumentId(UUID.fromString(execution.getId())),
        Ticket.parse((String) execution.taskInstance.getData()),
        execution.version);
  }
}
