package dev.parley.bootstrap.server;

import dev.parley.application.attachment.AddAttachment;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.attachment.RemoveAttachment;
import dev.parley.application.audit.Audit;
import dev.parley.application.bot.Bots;
import dev.parley.application.bot.KeepBots;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.AddPage;
import dev.parley.application.knowledge.AdmitDocument;
import dev.parley.application.knowledge.AdvanceReindexings;
import dev.parley.application.knowledge.Backlog;
import dev.parley.application.knowledge.BeginReindexing;
import dev.parley.application.knowledge.CancelIngestion;
import dev.parley.application.knowledge.ChangeDocument;
import dev.parley.application.knowledge.Chunks;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.Drafts;
import dev.parley.application.knowledge.IndexChanges;
import dev.parley.application.knowledge.IngestDocument;
import dev.parley.application.knowledge.IngestionQueue;
import dev.parley.application.knowledge.Jobs;
import dev.parley.application.knowledge.KeepDatasets;
import dev.parley.application.knowledge.PageFetcher;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.application.knowledge.ReindexDataset;
import dev.parley.application.knowledge.Reindexings;
import dev.parley.application.knowledge.RemoveDocument;
import dev.parley.application.knowledge.RenewDatasets;
import dev.parley.application.knowledge.Reranker;
import dev.parley.application.knowledge.Reranking;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.knowledge.SynchroniseIndex;
import dev.parley.application.knowledge.TextExtractor;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.application.scope.KeepScopes;
import dev.parley.application.scope.Scopes;
import dev.parley.application.tenant.ApiKeys;
import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.application.tenant.ChangeApiKey;
import dev.parley.application.tenant.ChangeTenant;
import dev.parley.application.tenant.CreateApiKey;
import dev.parley.application.tenant.CreateTenant;
import dev.parley.application.tenant.RemoveTenant;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.tool.Toolbox;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.token.TokenCounter;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The use cases of administration and knowledge, with the ports they drive. */
@Factory
final class UseCaseFactory {

  @Singleton
  AddAttachment addAttachment(
      Attachments attachments,
      TextExtractor extractor,
      Chunker chunker,
      TokenCounter tokens,
      EmbeddingBatches embeddings,
      EmbeddingMeter meter,
      AdmitRequest admitRequest,
      ServerSettings settings,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    return new AddAttachment(
        attachments,
        extractor,
        chunker,
        tokens,
        embeddings,
        meter,
        admitRequest,
        settings.files(),
        unitOfWork,
        audit,
        ids,
        clock);
  }

  @Singleton
  RemoveAttachment removeAttachment(
      Attachments attachments, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    return new RemoveAttachment(attachments, unitOfWork, audit, clock);
  }

  @Singleton
  AuthenticateKey authenticateKey(
      ApiKeys keys,
      UnitOfWork unitOfWork,
      @Named(DomainFactory.TASKS) ExecutorService tasks,
      Clock clock) {
    return new AuthenticateKey(keys, unitOfWork, tasks, clock);
  }

  @Singleton
  CreateTenant createTenant(
      Tenants tenants, UnitOfWork unitOfWork, Audit audit, Ids ids, Clock clock) {
    return new CreateTenant(tenants, unitOfWork, audit, ids, clock);
  }

  @Singleton
  ChangeTenant changeTenant(Tenants tenants, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    return new ChangeTenant(tenants, unitOfWork, audit, clock);
  }

  @Singleton
  RemoveTenant removeTenant(
      Tenants tenants, PassageIndex index, UnitOfWork unitOfWork, Audit audit) {
    return new RemoveTenant(tenants, index, unitOfWork, audit);
  }

  @Singleton
  CreateApiKey createApiKey(
      ApiKeys keys,
      Tenants tenants,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      SecureRandom random,
      Clock clock) {
    return new CreateApiKey(keys, tenants, unitOfWork, audit, ids, random, clock);
  }

  @Singleton
  ChangeApiKey changeApiKey(ApiKeys keys, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    return new ChangeApiKey(keys, unitOfWork, audit, clock);
  }

  @Singleton
  KeepBots keepBots(
      Bots bots,
      Datasets datasets,
      Scopes scopes,
      ModelCatalog models,
      Toolbox toolbox,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    return new KeepBots(bots, datasets, scopes, models, toolbox, unitOfWork, audit, ids, clock);
  }

  @Singleton
  KeepScopes keepScopes(
      Scopes scopes, Toolbox toolbox, UnitOfWork unitOfWork, Audit audit, Ids ids, Clock clock) {
    return new KeepScopes(scopes, toolbox, unitOfWork, audit, ids, clock);
  }

  @Singleton
  KeepDatasets keepDatasets(
      Datasets datasets,
      Documents documents,
      Reindexings reindexings,
      BeginReindexing beginReindexing,
      PassageIndex index,
      EmbeddingModel embeddings,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    return new KeepDatasets(
        datasets,
        documents,
        reindexings,
        beginReindexing,
        index,
        embeddings,
        unitOfWork,
        audit,
        ids,
        clock);
  }

  @Singleton
  BeginReindexing beginReindexing(
      Datasets datasets, Reindexings reindexings, Ids ids, Clock clock) {
    return new BeginReindexing(datasets, reindexings, ids, clock);
  }

  @Singleton
  AdvanceReindexings advanceReindexings(
      Datasets datasets,
      Documents documents,
      Reindexings reindexings,
      Chunks chunks,
      PassageIndex index,
      IngestionQueue queue,
      UnitOfWork unitOfWork,
      Clock clock) {
    return new AdvanceReindexings(
        datasets, documents, reindexings, chunks, index, queue, unitOfWork, clock);
  }

  @Singleton
  ReindexDataset reindexDataset(
      Datasets datasets,
      Reindexings reindexings,
      BeginReindexing beginReindexing,
      KeepDatasets keepDatasets,
      UnitOfWork unitOfWork,
      Audit audit) {
    return new ReindexDataset(
        datasets, reindexings, beginReindexing, keepDatasets, unitOfWork, audit);
  }

  @Singleton
  AdmitDocument admitDocument(Backlog backlog, ServerSettings settings) {
    return new AdmitDocument(backlog, settings.ingestionBounds());
  }

  @Singleton
  CancelIngestion cancelIngestion(
      Documents documents,
      Reindexings reindexings,
      Jobs jobs,
      UnitOfWork unitOfWork,
      Audit audit,
      Clock clock) {
    return new CancelIngestion(documents, reindexings, jobs, unitOfWork, audit, clock);
  }

  @Singleton
  AddDocument addDocument(
      Datasets datasets,
      Documents documents,
      TextExtractor extractor,
      IngestionQueue queue,
      AdmitDocument admitDocument,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    return new AddDocument(
        datasets, documents, extractor, queue, admitDocument, unitOfWork, audit, ids, clock);
  }

  @Singleton
  AddPage addPage(
      Datasets datasets,
      Documents documents,
      IngestionQueue queue,
      AdmitDocument admitDocument,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock,
      ServerSettings settings) {
    return new AddPage(
        datasets,
        documents,
        queue,
        admitDocument,
        unitOfWork,
        audit,
        ids,
        clock,
        settings.urlFetch());
  }

  @Singleton
  ChangeDocument changeDocument(
      Documents documents,
      Chunks chunks,
      PassageIndex index,
      UnitOfWork unitOfWork,
      Audit audit,
      Clock clock) {
    return new ChangeDocument(documents, chunks, index, unitOfWork, audit, clock);
  }

  @Singleton
  RemoveDocument removeDocument(
      Documents documents, PassageIndex index, UnitOfWork unitOfWork, Audit audit) {
    return new RemoveDocument(documents, index, unitOfWork, audit);
  }

  @Singleton
  IngestDocument ingestDocument(
      Datasets datasets,
      Documents documents,
      Chunks chunks,
      Drafts drafts,
      PassageIndex index,
      PageFetcher fetcher,
      TextExtractor extractor,
      EmbeddingQueues embeddings,
      Chunker chunker,
      Reindexings reindexings,
      EmbeddingMeter meter,
      UnitOfWork unitOfWork,
      Ids ids,
      Clock clock) {
    return new IngestDocument(
        datasets,
        documents,
        chunks,
        drafts,
        index,
        fetcher,
        extractor,
        embeddings,
        chunker,
        reindexings,
        meter,
        unitOfWork,
        ids,
        clock);
  }

  @Singleton
  RetrievePassages retrievePassages(
      PassageIndex index,
      Chunks chunks,
      Datasets datasets,
      EmbeddingModels models,
      EmbedQuestion embedQuestion,
      @Named(DomainFactory.TASKS) ExecutorService tasks,
      ServerSettings settings,
      Optional<Reranker> reranker) {
    Reranking reranking =
        settings.reranking().isEmpty() || reranker.isEmpty()
            ? null
            : new Reranking(
                reranker.get(),
                settings.reranking().get().candidates(),
                settings.reranking().get().characters(),
                settings.reranking().get().reranker().patience());
    return new RetrievePassages(index, chunks, datasets, models, embedQuestion, tasks, reranking);
  }

  @Singleton
  RenewDatasets renewDatasets(
      Tenants tenants,
      Datasets datasets,
      Reindexings reindexings,
      BeginReindexing beginReindexing,
      EmbeddingModels models,
      UnitOfWork unitOfWork) {
    return new RenewDatasets(tenants, datasets, reindexings, beginReindexing, models, unitOfWork);
  }

  @Singleton
  SynchroniseIndex synchroniseIndex(
      Tenants tenants,
      Documents documents,
      Chunks chunks,
      PassageIndex index,
      IndexChanges changes,
      UnitOfWork unitOfWork) {
    return new SynchroniseIndex(tenants, documents, chunks, index, changes, unitOfWork);
  }
}
