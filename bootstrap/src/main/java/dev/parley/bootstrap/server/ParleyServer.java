package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.catalog.ConfiguredModelCatalog;
import dev.parley.adapters.persistence.queue.IngestionJobs;
import dev.parley.adapters.persistence.redis.Redis;
import dev.parley.adapters.persistence.redis.RedisUnavailable;
import dev.parley.adapters.rest.HttpSettings;
import dev.parley.adapters.rest.intake.Intake;
import dev.parley.adapters.rest.ws.Sockets;
import dev.parley.application.attachment.RemoveAttachment;
import dev.parley.application.audit.AuditTrail;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.RecoverRuns;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.evaluation.RunEvaluations;
import dev.parley.application.gateway.MeterCalls;
import dev.parley.application.idempotency.AnswerOnce;
import dev.parley.application.knowledge.AdvanceReindexings;
import dev.parley.application.knowledge.IndexChanges;
import dev.parley.application.knowledge.RenewDatasets;
import dev.parley.application.knowledge.SynchroniseIndex;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.response.RememberResponses;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.bootstrap.demo.DemoTenant;
import dev.parley.bootstrap.demo.DemoTenant.Demo;
import dev.parley.bootstrap.platform.PlatformKeys;
import dev.parley.bootstrap.settings.DatabaseSettings;
import dev.parley.bootstrap.settings.RedisSettings;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.bootstrap.settings.ServerSettings.NodeRole;
import dev.parley.domain.tenant.ApiKeySecret;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server. It is ready when {@link #start} returns: what an earlier process left behind is
 * recovered, the index holds what the database holds, and the demo can be asked.
 */
public final class ParleyServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ParleyServer.class);
  private static final Duration DEMO_PATIENCE = Duration.ofMinutes(2);

  /** Below what PostgreSQL allows by default, with room for other nodes and administrators. */
  private static final int POOL_SIZE = 20;

  private final ServerDatabase database;
  private final ApplicationContext context;
  private final EmbeddedServer http;
  private final Maintenance maintenance;
  private final Duration drain;
  private final Optional<Demo> demo;
  private final Optional<ApiKeySecret> firstAdministrator;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ParleyServer(
      ServerDatabase database,
      ApplicationContext context,
      EmbeddedServer http,
      Maintenance maintenance,
      Duration drain,
      Optional<Demo> demo,
      Optional<ApiKeySecret> firstAdministrator) {
    this.database = database;
    this.context = context;
    this.http = http;
    this.maintenance = maintenance;
    this.drain = drain;
    this.demo = demo;
    this.firstAdministrator = firstAdministrator;
  }

  /** Starts everything, in order; what was started is stopped again where a later step fails. */
  public static ParleyServer start(ServerSettings settings) throws InterruptedException {
    ServerDatabase database = ServerDatabase.open(settings);
    try {
      ServerDatabase.Migrated migrated = database.migrate();
      if (migrated.applied() > 0) {
        log.info("applied {} database migrations", migrated.applied());
      }
      return start(settings, database, migrated.passages());
    } catch (RuntimeException | InterruptedException fault) {
      database.close();
      throw fault;
    }
  }

  private static ParleyServer start(
      ServerSettings settings, ServerDatabase database, PassageStore passages)
      throws InterruptedException {
    NodeName node = NodeName.in(settings.home(), UUID.randomUUID());
    ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            .bootstrapEnvironment(false)
            .eagerInitSingletons(false)
            .deduceEnvironment(false)
            .environmentPropertySource(false)
            .properties(properties(settings, database.address(), passages))
            .singletons(settings, node, passages)
            .start();
    try {
      return start(settings, database, context);
    } catch (RuntimeException | InterruptedException fault) {
      context.close();
      throw fault;
    }
  }

  private static ParleyServer start(
      ServerSettings settings, ServerDatabase database, ApplicationContext context)
      throws InterruptedException {
    requireRedis(settings, context);
    context.getBean(ChosenModel.class).warmUp();
    context.getBean(ConfiguredModelCatalog.class).refresh();
    int recovered =
        settings.role() == NodeRole.WORKER ? 0 : context.getBean(RecoverRuns.class).recoverOwn();
    if (recovered > 0) {
      log.warn("ended {} runs that an earlier process left behind", recovered);
    }
    int repaired = context.getBean(SynchroniseIndex.class).synchroniseAll();
    if (repaired > 0) {
      log.warn("brought {} documents of the index up to date", repaired);
    }
    if (settings.role() != NodeRole.API) {
      int renewed = context.getBean(RenewDatasets.class).renewAll();
      if (renewed > 0) {
        log.info(
            "another model embedded {} datasets; embedding them by {}",
            renewed,
            context.getBean(EmbeddingModel.class).name());
      }
      context.getBean(IngestionJobs.class).start();
    }
    Optional<Demo> demo =
        settings.demo() && settings.role() != NodeRole.WORKER
            ? Optional.of(setUpDemo(settings, context))
            : Optional.empty();
    Maintenance maintenance =
        new Maintenance(
            context.getBean(ActiveRuns.class),
            context.getBean(RecoverRuns.class),
            context.getBean(RunJournal.class),
            context.getBean(AnswerOnce.class),
            context.getBean(RememberResponses.class),
            context.getBean(RemoveAttachment.class),
            context.getBean(RunEvaluations.class),
            context.getBean(SynchroniseIndex.class),
            context.getBean(AdvanceReindexings.class),
            context.getBean(OtherModels.class),
            context.getBean(IndexChanges.class),
            context.getBean(AuditTrail.class),
            context.getBean(UnitOfWork.class),
            context.getBean(Clock.class));
    if (settings.role() == NodeRole.WORKER) {
      maintenance.startOfWorker();
    } else {
      maintenance.start();
    }
    EmbeddedServer http = context.getBean(EmbeddedServer.class);
    try {
      http.start();
    } catch (RuntimeException fault) {
      maintenance.close();
      throw new StartupFailure(
          "PARLEY_PORT: cannot listen on " + settings.host() + ":" + settings.port(), fault);
    }
    // Last, since a key that is made can be shown by a start that succeeds alone.
    Optional<ApiKeySecret> firstAdministrator =
        settings.role() == NodeRole.WORKER
            ? Optional.empty()
            : context.getBean(PlatformKeys.class).ensureAdministrator(settings.adminKey());
    return new ParleyServer(
        database, context, http, maintenance, settings.drain(), demo, firstAdministrator);
  }

  private static void requireRedis(ServerSettings settings, ApplicationContext context) {
    try {
      context.findBean(Redis.class).ifPresent(Redis::ping);
    } catch (RedisUnavailable fault) {
      throw new StartupFailure(
          "REDIS_URL: cannot use Redis at "
              + settings.redis().map(RedisSettings::toString).orElse(""),
          fault);
    }
  }

  private static Demo setUpDemo(ServerSettings settings, ApplicationContext context)
      throws InterruptedException {
    DemoTenant demoTenant = context.getBean(DemoTenant.class);
    Demo demo = demoTenant.setUp(settings.home(), settings.demoKey());
    demoTenant.updateDocumentation(demo);
    if (settings.role() == NodeRole.ALL && !demoTenant.awaitDocumentation(demo, DEMO_PATIENCE)) {
      log.warn("the demo's documentation is still being ingested");
    }
    return demo;
  }

  private static Map<String, Object> properties(
      ServerSettings settings, DatabaseSettings database, PassageStore passages) {
    HttpSettings http = new HttpSettings(settings.uploadLimitBytes(), settings.allowedOrigins());
    Map<String, Object> properties = new HashMap<>(http.properties());
    properties.put("micronaut.application.name", "parley");
    properties.put("micronaut.server.host", settings.host());
    properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
    if (settings.role() == NodeRole.WORKER) {
      properties.put(HttpSettings.WORKER, true);
    }
    settings.redis().ifPresent(redis -> properties.put(AdapterFactory.REDIS, true));
    settings.reranking().ifPresent(reranking -> properties.put(AdapterFactory.RERANKER, true));
    if (passages.isPgVector()) {
      properties.put(AdapterFactory.PGVECTOR, true);
    }
    properties.put("datasources.default.url", database.jdbcUrl());
    properties.put("datasources.default.username", database.username());
    properties.put("datasources.default.password", database.password());
    // The login may do everything; this role is bound by row-level security. A process that stands
    // still in the middle of a transaction must not hold up those who take over from it.
    properties.put(
        "datasources.default.connection-init-sql",
        "SET ROLE parley_app; SET idle_in_transaction_session_timeout = "
            + settings.jobLease().toMillis() / 2);
    properties.put("datasources.default.maximum-pool-size", POOL_SIZE);
    return properties;
  }

  /** Where the server listens. */
  public int port() {
    return http.getPort();
  }

  /** The demo tenant, where there is one. */
  public Optional<Demo> demo() {
    return demo;
  }

  /** An administrator's key that was made at this start; it cannot be shown again. */
  public Optional<ApiKeySecret> firstAdministrator() {
    return firstAdministrator;
  }

  /**
   * Stops: no message is accepted any more, runs may end for a while, then the parts stop in the
   * opposite order of their start. Calling it again does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    context.getBean(Intake.class).close();
    context.getBean(RunEvaluations.class).close();
    try {
      context.getBean(ActiveRuns.class).drain(drain);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      try {
        stopParts();
      } finally {
        database.close();
      }
    }
  }

  private void stopParts() {
    maintenance.close();
    context.getBean(Sockets.class).closeAll();
    // Stopping the server closes the context, and with it the way to the database.
    context.getBean(MeterCalls.class).close();
    http.stop();
    context.close();
  }
}
