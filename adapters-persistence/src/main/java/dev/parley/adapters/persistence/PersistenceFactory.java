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
import dev.parley.adapters.persistence.knowledge.JdbcEmbeddingDimensions;
import dev.parley.adapters.persistence.knowledge.JdbcIndexChanges;
import dev.parley.adapters.persistence.knowledge.JdbcJobs;
import dev.parley.adapters.persistence.knowledge.JdbcReindexings;
import dev.parley.adapters.persistence.quota.InProcessQuotas;
import dev.parley.adapters.persistence.response.JdbcStoredResponses;
import dev.parley.adapters.persistence.scope.JdbcScopes;
import dev.parley.adapters.persistence.tenant.JdbcApiKeys;
import dev.parley.adapters.persistence.tenant.JdbcTenants;
import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;

/** Makes the repositories out of the one {@code DataSource} bean and its transaction manager. */
@Factory
final class PersistenceFactory {

  @Singleton
  JdbcUnitOfWork unitOfWork(TransactionOperations<Connection> transactions) {
    return new JdbcUnitOfWork(transactions);
  }

  @Singleton
  JdbcTenants tenants(JdbcUnitOfWork unitOfWork) {
    return new JdbcTenants(unitOfWork);
  }

  @Singleton
  JdbcApiKeys apiKeys(JdbcUnitOfWork unitOfWork) {
    return new JdbcApiKeys(unitOfWork);
  }

  @Singleton
  JdbcBots bots(JdbcUnitOfWork unitOfWork) {
    return new JdbcBots(unitOfWork);
  }

  @Singleton
  JdbcEvaluations evaluations(JdbcUnitOfWork unitOfWork) {
    return new JdbcEvaluations(unitOfWork);
  }

  @Singleton
  JdbcScopes scopes(JdbcUnitOfWork unitOfWork) {
    return new JdbcScopes(unitOfWork);
  }

  @Singleton
  JdbcDatasets datasets(JdbcUnitOfWork unitOfWork) {
    return new JdbcDatasets(unitOfWork);
  }

  @Singleton
  JdbcDocuments documents(JdbcUnitOfWork unitOfWork) {
    return new JdbcDocuments(unitOfWork);
  }

  @Singleton
  JdbcChunks chunks(JdbcUnitOfWork unitOfWork) {
    return new JdbcChunks(unitOfWork);
  }

  @Singleton
  JdbcReindexings reindexings(JdbcUnitOfWork unitOfWork) {
    return new JdbcReindexings(unitOfWork);
  }

  @Singleton
  JdbcDrafts drafts(JdbcUnitOfWork unitOfWork) {
    return new JdbcDrafts(unitOfWork);
  }

  @Singleton
  JdbcEmbeddingDimensions embeddingDimensions(JdbcUnitOfWork unitOfWork) {
    return new JdbcEmbeddingDimensions(unitOfWork);
  }

  @Singleton
  JdbcIndexChanges indexChanges(JdbcUnitOfWork unitOfWork) {
    return new JdbcIndexChanges(unitOfWork);
  }

  @Singleton
  JdbcJobs jobs(JdbcUnitOfWork unitOfWork) {
    return new JdbcJobs(unitOfWork);
  }

  @Singleton
  JdbcConversations conversations(JdbcUnitOfWork unitOfWork) {
    return new JdbcConversations(unitOfWork);
  }

  @Singleton
  JdbcRuns runs(JdbcUnitOfWork unitOfWork) {
    return new JdbcRuns(unitOfWork);
  }

  @Singleton
  JdbcSummaries summaries(JdbcUnitOfWork unitOfWork) {
    return new JdbcSummaries(unitOfWork);
  }

  @Singleton
  JdbcFeedbacks feedbacks(JdbcUnitOfWork unitOfWork) {
    return new JdbcFeedbacks(unitOfWork);
  }

  @Singleton
  JdbcShares shares(JdbcUnitOfWork unitOfWork) {
    return new JdbcShares(unitOfWork);
  }

  @Singleton
  JdbcAttachments attachments(JdbcUnitOfWork unitOfWork) {
    return new JdbcAttachments(unitOfWork);
  }

  @Singleton
  JdbcAttachmentContents attachmentContents(JdbcUnitOfWork unitOfWork) {
    return new JdbcAttachmentContents(unitOfWork);
  }

  @Singleton
  JdbcUsageLedger usageLedger(JdbcUnitOfWork unitOfWork) {
    return new JdbcUsageLedger(unitOfWork);
  }

  @Singleton
  InProcessQuotas quotas() {
    return new InProcessQuotas();
  }

  @Singleton
  JdbcAuditTrail auditTrail(JdbcUnitOfWork unitOfWork) {
    return new JdbcAuditTrail(unitOfWork);
  }

  @Singleton
  JdbcIdempotencyStore idempotencyStore(JdbcUnitOfWork unitOfWork) {
    return new JdbcIdempotencyStore(unitOfWork);
  }

  @Singleton
  JdbcStoredResponses storedResponses(JdbcUnitOfWork unitOfWork) {
    return new JdbcStoredResponses(unitOfWork);
  }
}
