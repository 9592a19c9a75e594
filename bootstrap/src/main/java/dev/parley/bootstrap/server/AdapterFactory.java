package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.catalog.ConfiguredModelCatalog;
import dev.parley.adapters.llm.openai.ProviderClients;
import dev.parley.adapters.llm.openai.ProviderSettings;
import dev.parley.adapters.llm.rerank.ProviderReranker;
import dev.parley.adapters.llm.tool.CurrentTime;
import dev.parley.adapters.llm.tool.JsonSchemaArgumentsValidator;
import dev.parley.adapters.llm.tool.SearchKnowledge;
import dev.parley.adapters.persistence.journal.FileRunJournal;
import dev.parley.adapters.persistence.journal.RedisRunJournal;
import dev.parley.adapters.persistence.queue.DbSchedulerIngestionQueue;
import dev.parley.adapters.persistence.queue.IngestionJobs;
import dev.parley.adapters.persistence.queue.JobSettings;
import dev.parley.adapters.persistence.redis.Redis;
import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.vector.extraction.IsolatedTextExtractor;
import dev.parley.adapters.vector.extraction.ParserSettings;
import dev.parley.adapters.vector.lucene.LucenePassageIndex;
import dev.parley.adapters.vector.pgvector.PgVectorPassageIndex;
import dev.parley.adapters.vector.web.FetchSettings;
import dev.parley.adapters.vector.web.GuardedPageFetcher;
import dev.parley.application.knowledge.IngestDocument;
import dev.parley.application.knowledge.PageFetcher;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.model.EmbeddingDimensions;
import dev.parley.application.model.EmbeddingGateways;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.RecordedEmbeddings;
import dev.parley.application.routing.RoutedCatalog;
import dev.parley.application.tool.Toolbox;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.web.FetchPolicy;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;

/** The adapters that do not make themselves, each under its part of the home folder. */
@Factory
final class AdapterFactory {
  /** The property that says that there is a Redis server. */
  static final String REDIS = "parley.redis";

  /** The property that says that passages are found in the database. */
  static final String PGVECTOR = "parley.pgvector";

  /** The property that says that there is a reranker. */
  static final String RERANKER = "parley.reranker";

  /** How long the events of an ended run can be replayed. */
  static final Duration JOURNAL_KEPT = Duration.ofHours(24);

  /**
   * A restart of Redis or a change of its primary should go unnoticed; a longer loss should not.
   */
  private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);

  /** Longer than any document that is worth waiting for takes. */
  private static final Duration EXTRACTION_LIMIT = Duration.ofSeconds(60);

  /** What a scan may take beyond that. */
  private static final Duration RECOGNITION_LIMIT = Duration.ofMinutes(15);

  /** Each may come to use half a gigabyte. */
  private static final int PARSERS = 2;

  /** A document that takes longer to end is begun again after the restart. */
  private static final Duration JOBS_PATIENCE = Duration.ofSeconds(5);

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(missingProperty = REDIS)
  FileRunJournal fileRunJournal(ServerSettings settings) {
    return new FileRunJournal(settings.home().resolve("journal"));
  }

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(property = REDIS)
  RedisRunJournal redisRunJournal(Redis redis, NodeName node, Clock clock) {
    return new RedisRunJournal(redis, node.value(), UUID.randomUUID(), JOURNAL_KEPT, clock);
  }

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(property = REDIS)
  Redis redis(ServerSettings settings) {
    return new Redis(settings.redis().orElseThrow().address(), REDIS_PATIENCE);
  }

  @Singleton
  @Requires(property = PGVECTOR)
  PgVectorPassageIndex pgVectorPassageIndex(DataSource pool) {
    return new PgVectorPassageIndex(DelegatingDataSource.unwrapDataSource(pool));
  }

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(missingProperty = PGVECTOR)
  LucenePassageIndex lucenePassageIndex(ServerSettings settings) {
    return new LucenePassageIndex(settings.home().resolve("index"));
  }

  @Singleton
  @Bean(preDestroy = "close")
  IsolatedTextExtractor textExtractor() {
    return new IsolatedTextExtractor(
        ParserSettings.of(PARSERS, EXTRACTION_LIMIT, RECOGNITION_LIMIT));
  }

  @Singleton
  PageFetcher pageFetcher(ServerSettings settings) {
    return settings.urlFetch()
        ? new GuardedPageFetcher(
            FetchSettings.of(
                new FetchPolicy(settings.urlFetchAllow()), settings.uploadLimitBytes()))
        : (address, known) -> new PageFetcher.Fetch.Failed(DocumentError.URL_REFUSED);
  }

  @Singleton
  @Bean(preDestroy = "close")
  ChosenModel chosenModel(
      ServerSettings settings,
      @Named(DomainFactory.TASKS) ExecutorService tasks,
      SecureRandom random) {
    return ChosenModel.of(settings.embedding(), settings.home().resolve("models"), tasks, random);
  }

  @Singleton
  EmbeddingModel embeddingModel(ChosenModel chosen, EmbeddingDimensions dimensions) {
    return new RecordedEmbeddings(chosen.model(), dimensions);
  }

  @Singleton
  @Bean(preDestroy = "close")
  @Requires(property = RERANKER)
  ProviderReranker reranker(
      ServerSettings settings, @Named(DomainFactory.TASKS) ExecutorService tasks) {
    return new ProviderReranker(settings.reranking().orElseThrow().reranker(), tasks);
  }

  @Singleton
  JsonSchemaArgumentsValidator argumentsValidator() {
    return new JsonSchemaArgumentsValidator();
  }

  @Singleton
  Toolbox toolbox(RetrievePassages retrievePassages, Clock clock) {
    return new Toolbox(List.of(new CurrentTime(clock), new SearchKnowledge(retrievePassages)));
  }

  @Singleton
  @Bean(typed = ConfiguredModelCatalog.class, preDestroy = "close")
  ConfiguredModelCatalog configuredModelCatalog(
      ServerSettings settings,
      TokenCounter tokens,
      ProviderClients clients,
      @Named(DomainFactory.TASKS) ExecutorService tasks,
      Clock clock,
      SecureRandom random) {
    List<ProviderSettings> providers =
        settings.providers().stream().map(AdapterFactory::provider).toList();
    return new ConfiguredModelCatalog(
        providers,
        settings.defaultModel().filter(id -> !isRoute(id, settings)).orElse(null),
        settings.seeingModels(),
        tokens,
        clients,
        tasks,
        clock,
        random);
  }

  @Singleton
  EmbeddingGateways embeddingGateways(ConfiguredModelCatalog models) {
    return models;
  }

  @Singleton
  RoutedCatalog modelCatalog(ConfiguredModelCatalog models, ServerSettings settings) {
    return new RoutedCatalog(
        models,
        settings.routing(),
        settings.defaultModel().filter(id -> isRoute(id, settings)).orElse(null));
  }

  private static boolean isRoute(ModelId id, ServerSettings settings) {
    return settings.routing().routes().containsKey(id);
  }

  private static ProviderSettings provider(ServerSettings.ModelProvider provider) {
    return ProviderSettings.of(
        provider.name(), provider.baseUrl(), provider.apiKey().orElse(null), provider.models());
  }

  @Singleton
  DbSchedulerIngestionQueue ingestionQueue(
      JdbcUnitOfWork unitOfWork,
      TransactionOperations<Connection> transactions,
      Ids ids,
      Clock clock) {
    return new DbSchedulerIngestionQueue(unitOfWork, transactions, ids, clock);
  }

  @Singleton
  @Bean(preDestroy = "close")
  IngestionJobs ingestionJobs(
      DataSource pool,
      DbSchedulerIngestionQueue queue,
      IngestDocument ingestDocument,
      ServerSettings settings,
      NodeName node,
      Clock clock) {
    return new IngestionJobs(
        pool,
        queue,
        ingestDocument,
        JobSettings.of(
            node.value(), settings.ingestionThreads(), JOBS_PATIENCE, settings.jobLease()),
        clock);
  }
}
