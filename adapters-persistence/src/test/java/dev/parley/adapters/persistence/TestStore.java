package dev.parley.adapters.persistence;

import dev.parley.adapters.persistence.attachment.JdbcAttachmentContents;
import dev.parley.adapters.persistence.attachment.JdbcAttachments;
import dev.parley.adapters.persistence.audit.JdbcAuditTrail;
import dev.parley.adapters.persistence.bot.JdbcBots;
import dev.parley.adapters.persistence.conversation.JdbcConversations;
import dev.parley.adapters.persistence.conversation.JdbcFeedbacks;
import dev.parley.adapters.persistence.conversation.JdbcRuns;
import dev.parley.adapters.persistence.conversation.JdbcShares;
import dev.parley.adapters.persistence.conversation.JdbcSummaries;
import dev.parley.adapters.persistence.conversation.JdbcUsageLedger;
import dev.parley.adapters.persistence.evaluation.JdbcEvaluations;
import dev.parley.adapters.persistence.idempotency.JdbcIdempotencyStore;
import dev.parley.adapters.persistence.knowledge.JdbcChunks;
import dev.parley.adapters.persistence.knowledge.JdbcDatasets;
import dev.parley.adapters.persistence.knowledge.JdbcDocuments;
import dev.parley.adapters.persistence.knowledge.JdbcDrafts;
import dev.parley.adapters.persistence.knowledge.JdbcIndexChanges;
import dev.parley.adapters.persistence.knowledge.JdbcJobs;
import dev.parley.adapters.persistence.knowledge.JdbcReindexings;
import dev.parley.adapters.persistence.response.JdbcStoredResponses;
import dev.parley.adapters.persistence.schema.SchemaMigrations;
import dev.parley.adapters.persistence.scope.JdbcScopes;
import dev.parley.adapters.persistence.tenant.JdbcApiKeys;
import dev.parley.adapters.persistence.tenant.JdbcTenants;
import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.application.fixtures.Stores;
import io.micronaut.context.ApplicationContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * The ports that store, on PostgreSQL, wired as in the program: migrated by the login, used as the
 * runtime role. All suites of the JVM share it, one after the other.
 */
public final class TestStore implements AutoCloseable {
  private static final TestStore SHARED = start();

  private final TestDatabase database;
  private final ApplicationContext context;

  private TestStore(TestDatabase database, ApplicationContext context) {
    this.database = database;
    this.context = context;
  }

  private static TestStore start() {
    TestDatabase database = TestDatabase.create();
    SchemaMigrations.migrate(database.jdbcUrl(), database.username(), database.password());
    return on(database);
  }

  /** The ports on a database that is migrated already. */
  public static TestStore on(TestDatabase database) {
    return new TestStore(
        database,
        ApplicationContext.run(
            Map.of(
                "datasources.default.url",
                database.jdbcUrl(),
                "datasources.default.username",
                database.username(),
                "datasources.default.password",
                database.password(),
                "datasources.default.maximum-pool-size",
                8,
                "datasources.default.minimum-idle",
                0,
                "datasources.default.connection-init-sql",
                "SET ROLE parley_app")));
  }

  /** The store, after everything in it was removed. */
  public static TestStore emptied() {
    try (Connection connection = SHARED.database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM tenants");
      statement.execute("DELETE FROM embedding_models");
      return SHARED;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot empty the test database", e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  /** The database, for looking behind the ports; its login passes by row-level security. */
  public TestDatabase database() {
    return database;
  }

  public JdbcUnitOfWork unitOfWork() {
    return context.getBean(JdbcUnitOfWork.class);
  }

  public Stores stores() {
    return new Stores(
        unitOfWork(),
        context.getBean(JdbcTenants.class),
        context.getBean(JdbcApiKeys.class),
        context.getBean(JdbcBots.class),
        context.getBean(JdbcScopes.class),
        context.getBean(JdbcDatasets.class),
        context.getBean(JdbcDocuments.class),
        context.getBean(JdbcChunks.class),
        context.getBean(JdbcReindexings.class),
        context.getBean(JdbcDrafts.class),
        context.getBean(JdbcIndexChanges.class),
        context.getBean(JdbcJobs.class),
        context.getBean(JdbcConversations.class),
        context.getBean(JdbcRuns.class),
        context.getBean(JdbcUsageLedger.class),
        context.getBean(JdbcSummaries.class),
        context.getBean(JdbcAuditTrail.class),
        context.getBean(JdbcIdempotencyStore.class),
        context.getBean(JdbcStoredResponses.class),
        context.getBean(JdbcFeedbacks.class),
        context.getBean(JdbcShares.class),
        context.getBean(JdbcAttachments.class),
        context.getBean(JdbcAttachmentContents.class),
        context.getBean(JdbcEvaluations.class));
  }
}
