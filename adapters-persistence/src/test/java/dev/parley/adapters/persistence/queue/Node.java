package dev.parley.adapters.persistence.queue;

import dev.parley.adapters.persistence.TestDatabase;
import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.type.Argument;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A node of Parley as far as the queue goes: a pool under the runtime role, units of work, jobs.
 */
final class Node implements AutoCloseable {
  private final ApplicationContext context;
  private final String name;
  final JdbcUnitOfWork unitOfWork;
  final DbSchedulerIngestionQueue queue;
  private @Nullable IngestionJobs jobs;

  Node(TestDatabase database, String name) {
    this.name = name;
    this.context =
        ApplicationContext.run(
            Map.of(
                "datasources.default.url", database.jdbcUrl(),
                "datasources.default.username", database.username(),
                "datasources.default.password", database.password(),
                "datasources.default.connection-init-sql", "SET ROLE parley_app",
                "datasources.default.maximum-pool-size", "8"));
    @SuppressWarnings("unchecked")
    TransactionOperations<Connection> transactions =
        context.getBean(Argument.of(TransactionOperations.class, Connection.class));
    this.unitOfWork = new JdbcUnitOfWork(transactions);
    this.queue =
        new DbSchedulerIngestionQueue(
            unitOfWork, transactions, UUID::randomUUID, Clock.systemUTC());
  }

  /** Begins to ingest. */
  IngestionJobs start(
      BiConsumer<TenantId, DocumentId> ingest,
      BiConsumer<TenantId, DocumentId> giveUp,
      JobSettings settings) {
    IngestionJobs started = jobs(ingest, giveUp, settings);
    started.start();
    return started;
  }

  /** Begins to do with each document what is given, and never to give it up. */
  IngestionJobs startLeased(IngestionJobs.Work work, JobSettings settings) {
    IngestionJobs started =
        jobs(
            work,
            (tenant, document, lease, reason) -> work.isDone(tenant, document, lease),
            settings);
    started.start();
    return started;
  }

  IngestionJobs jobs(
      BiConsumer<TenantId, DocumentId> ingest,
      BiConsumer<TenantId, DocumentId> giveUp,
      JobSettings settings) {
    return jobs(
        done(ingest),
        (tenant, document, lease, reason) -> {
          giveUp.accept(tenant, document);
          return true;
        },
        settings);
  }

  IngestionJobs jobs(IngestionJobs.Work ingest, IngestionJobs.Ending giveUp, JobSettings settings) {
    IngestionJobs made =
        new IngestionJobs(
            context.getBean(DataSource.class), queue, ingest, giveUp, settings, Clock.systemUTC());
    jobs = made;
    return made;
  }

  private static IngestionJobs.Work done(BiConsumer<TenantId, DocumentId> work) {
    return (tenant, document, lease) -> {
      work.accept(tenant, document);
      return true;
    };
  }

  /** Nearly no delays, and heartbeats so rare that nothing is taken over for missing ones. */
  JobSettings settings(int attempts, Duration patience) {
    return settings(attempts, patience, Duration.ofHours(1));
  }

  JobSettings settings(int attempts, Duration patience, Duration heartbeat) {
    return new JobSettings(
        name, 2, patience, Duration.ofMillis(100), heartbeat, attempts, Duration.ofMillis(20));
  }

  /** How many documents wait or are being ingested. */
  long queued() {
    return unitOfWork.rowsOfAll(sql -> sql.count("SELECT count(*) AS total FROM scheduled_tasks"));
  }

  @Override
  public void close() {
    if (jobs != null) {
      jobs.close();
    }
    context.close();
  }
}
