package dev.parley.adapters.persistence.queue;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.application.knowledge.Backlog;
import dev.parley.application.knowledge.IngestionQueue;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.support.TransactionSynchronization;
import java.sql.Connection;
import java.time.Clock;
import java.util.Objects;

/**
 * An {@link IngestionQueue} in the table {@code scheduled_tasks}, from which {@link IngestionJobs}
 * takes. A document has one row there, so it is never ingested twice at once.
 */
public final class DbSchedulerIngestionQueue implements IngestionQueue, Backlog {
  private final JdbcUnitOfWork unitOfWork;
  private final TransactionOperations<Connection> transactions;
  private final ScheduledTasks tasks;
  private final Ids ids;
  private final Clock clock;
  private volatile Runnable wake = () -> {};

  /**
   * @param transactions those that the unit of work opens
   */
  public DbSchedulerIngestionQueue(
      JdbcUnitOfWork unitOfWork,
      TransactionOperations<Connection> transactions,
      Ids ids,
      Clock clock) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.transactions = Objects.requireNonNull(transactions);
    this.tasks = new ScheduledTasks(unitOfWork);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public void enqueue(TenantId tenant, DocumentId document) {
    unitOfWork.rowsOf(
        tenant,
        unit -> {
          tasks.put(document, new Ticket(tenant, ids.next()), clock.instant());
          transactions
              .findTransactionStatus()
              .ifPresent(transaction -> transaction.registerSynchronization(new WakeAfterCommit()));
          return document;
        });
  }

  @Override
  public Counts count(TenantId tenant) {
    return tasks.count(tenant);
  }

  ScheduledTasks tasks() {
    return tasks;
  }

  /** Names what to do when something was enqueued here, so that it need not be polled for. */
  void onEnqueued(Runnable action) {
    wake = action;
  }

  private final class WakeAfterCommit implements TransactionSynchronization {
    @Override
    public void afterCommit() {
      wake.run();
    }
  }
}
