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
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
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

  private final ScheduledTasks tasks;
  private final DbSchedulerIngestionQueue queue;
  private final BiConsumer<TenantId, DocumentId> ingest;
  private final BiConsumer<TenantId, DocumentId> giveUp;
  private final JobSettings settings;
  private final Clock clock;
  private final Scheduler scheduler;

  /**
   * @param pool where the scheduler takes connections of its own
   */
  public IngestionJobs(
      DataSource pool,
      DbSchedulerIngestionQueue queue,
      IngestDocument ingestDocument,
      JobSettings settings,
      Clock clock) {
    this(pool, queue, ingestDocument::ingest, ingestDocument::giveUp, settings, clock);
  }

  IngestionJobs(
      DataSource pool,
      DbSchedulerIngestionQueue queue,
      BiConsumer<TenantId, DocumentId> ingest,
      BiConsumer<TenantId, DocumentId> giveUp,
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

  private Scheduler scheduler(DataSource pool) {
    Task<String> task =
        Tasks.custom(ScheduledTasks.INGESTION, String.class)
            .onFailure(this::tryLater)
            .execute(
                (instance, context) -> {
                  execute(context.getExecution());
                  return (CompletionHandler<String>) this::finish;
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

  private void execute(Execution execution) {
    Held held = held(execution);
    if (execution.consecutiveFailures < settings.attempts()) {
      ingest.accept(held.ticket().tenant(), held.document());
    } else {
      LOG.error("document {}: given up after {} attempts", held.document(), settings.attempts());
      giveUp.accept(held.ticket().tenant(), held.document());
    }
  }

  private void finish(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Held held = held(complete.getExecution());
    // Where neither applies, another node took this one for dead and has the document now.
    if (!tasks.remove(held) && tasks.release(held, clock.instant())) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  private void tryLater(ExecutionComplete complete, ExecutionOperations<String> operations) {
    Execution execution = complete.getExecution();
    int failures = execution.consecutiveFailures + 1;
    Duration delay = delayAfter(failures);
    LOG.warn(
        "document {}: attempt {} of {} failed, the next one is in {}",
        execution.getId(),
        failures,
        settings.attempts(),
        delay,
        complete.getCause().orElse(null));
    operations.reschedule(complete, complete.getTimeDone().plus(delay));
  }

  /** Twice as long after each failure. After the last attempt there is nothing to wait for. */
  private Duration delayAfter(int failures) {
    if (failures == settings.attempts()) {
      return Duration.ZERO;
    }
    Duration delay = settings.firstDelay().multipliedBy(1L << Math.min(failures - 1, 20));
    return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
  }

  private static Held held(Execution execution) {
    return new Held(
        new DocumentId(UUID.fromString(execution.getId())),
        Ticket.parse((String) execution.taskInstance.getData()),
        execution.version);
  }
}
