package dev.parley.adapters.rest;

import dev.parley.adapters.rest.health.HealthProbe;
import dev.parley.application.attachment.AddAttachment;
import dev.parley.application.attachment.AttachmentContents;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.attachment.RemoveAttachment;
import dev.parley.application.audit.Audit;
import dev.parley.application.audit.AuditedTenant;
import dev.parley.application.audit.CurrentRequest;
import dev.parley.application.audit.ReadAudit;
import dev.parley.application.audit.VerifyAudit;
import dev.parley.application.bot.Bots;
import dev.parley.application.bot.KeepBots;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.AnswerWithTools;
import dev.parley.application.conversation.AssemblePrompt;
import dev.parley.application.conversation.CallTools;
import dev.parley.application.conversation.CancelRun;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.Feedbacks;
import dev.parley.application.conversation.GenerateAnswer;
import dev.parley.application.conversation.InMemoryRunJournal;
import dev.parley.application.conversation.RateAnswer;
import dev.parley.application.conversation.RecallFiles;
import dev.parley.application.conversation.RecallPassages;
import dev.parley.application.conversation.RephraseFollowUp;
import dev.parley.application.conversation.RetryRun;
import dev.parley.application.conversation.ReviewConversation;
import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.Runs;
import dev.parley.application.conversation.SendMessage;
import dev.parley.application.conversation.SettleRun;
import dev.parley.application.conversation.ShareConversation;
import dev.parley.application.conversation.ShowRun;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.SummariseHistory;
import dev.parley.application.conversation.TurnAudit;
import dev.parley.application.conversation.Turns;
import dev.parley.application.evaluation.Evaluations;
import dev.parley.application.evaluation.KeepEvaluations;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.gateway.Admittance;
import dev.parley.application.gateway.CompletePrompt;
import dev.parley.application.gateway.EmbedTexts;
import dev.parley.application.gateway.ForwardRequest;
import dev.parley.application.gateway.MeterCalls;
import dev.parley.application.guardrail.JudgeScopes;
import dev.parley.application.guardrail.TurnGuards;
import dev.parley.application.idempotency.AnswerOnce;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.AddPage;
import dev.parley.application.knowledge.AdvanceReindexings;
import dev.parley.application.knowledge.BeginReindexing;
import dev.parley.application.knowledge.CancelIngestion;
import dev.parley.application.knowledge.ChangeDocument;
import dev.parley.application.knowledge.Chunks;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.InMemoryPageFetcher;
import dev.parley.application.knowledge.InMemoryPassageIndex;
import dev.parley.application.knowledge.InMemoryTextExtractor;
import dev.parley.application.knowledge.IngestDocument;
import dev.parley.application.knowledge.IngestionLease;
import dev.parley.application.knowledge.Jobs;
import dev.parley.application.knowledge.KeepDatasets;
import dev.parley.application.knowledge.ReindexDataset;
import dev.parley.application.knowledge.Reindexings;
import dev.parley.application.knowledge.RemoveDocument;
import dev.parley.application.knowledge.Reranking;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.knowledge.WordReranker;
import dev.parley.application.mcp.RememberCalls;
import dev.parley.application.model.CodePointDecoder;
import dev.parley.application.model.EmbeddingGateways;
import dev.parley.application.model.EmbeddingGateways.Embedder;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.InMemoryQuotaStore;
import dev.parley.application.response.RememberResponses;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.routing.ModelHealth;
import dev.parley.application.routing.RoutedCompletion;
import dev.parley.application.routing.RoutedGateway;
import dev.parley.application.routing.RoutingTable;
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
import dev.parley.application.tool.CredulousValidator;
import dev.parley.application.tool.PlannedTool;
import dev.parley.application.tool.Toolbox;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.SummariseTheRest;
import dev.parley.domain.guardrail.injection.ConsequencePolicy;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.id.Ids;
import dev.parley.domain.id.UuidV7Ids;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.DocumentStatus;
import dev.parley.domain.knowledge.Reindexing;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.routing.CircuitPolicy;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.tool.ToolLimits;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server on a free port over the fakes, and what tests need of them. */
final class RestServer implements AutoCloseable {
  /** What a caller may do at once here; more than any one test does. */
  static final int REQUEST_BURST = 60;

  static final int TOKEN_BURST = 100_000;

  static final int FILES_OF_CALLER = 20;

  static final long UPLOAD_LIMIT_BYTES = 3 << 20;
  static final String ORIGIN = "https://app.example";

  private final Stores stores = Stores.inMemory();
  private final Clock clock = Clock.systemUTC();
  private final PlannedModel model = new PlannedModel();
  private final SwitchedJournal journal = new SwitchedJournal(new InMemoryRunJournal(clock));
  private final SwitchedKeys keys = new SwitchedKeys(stores.apiKeys());
  private final PlannedGateway gateway = new PlannedGateway();
  private final List<DocumentId> waiting = new CopyOnWriteArrayList<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final InMemoryPageFetcher web = new InMemoryPageFetcher();
  private final IngestDocument ingestDocument;
  private @Nullable AdvanceReindexings advanceReindexings;

  private RestServer(ApplicationContext context) {
    this.context = context;
    this.ingestDocument = wire();
    this.server = context.getBean(EmbeddedServer.class).start();
  }

  /** One for all tests that need no server of their own; it lasts as long as they do. */
  static RestServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final RestServer SERVER = start();
  }

  static RestServer start() {
    return start(Map.of());
  }

  /** One with more of the framework's properties. */
  static RestServer start(Map<String, Object> more) {
    Map<String, Object> properties =
        new HashMap<>(new HttpSettings(UPLOAD_LIMIT_BYTES, List.of(ORIGIN)).properties());
    properties.put("micronaut.server.host", "127.0.0.1");
    properties.put("micronaut.server.port", -1);
    properties.putAll(more);
    return new RestServer(
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environmentPropertySource(false)
            .properties(properties)
            .start());
  }

  private IngestDocument wire() {
    Ids ids = new UuidV7Ids(clock, new SecureRandom());
    TokenCounter tokens = new EstimatingTokenCounter();
    EmbeddingModel embeddings = new HashedEmbeddings();
    InMemoryPassageIndex index = new InMemoryPassageIndex();
    ModelCatalog models = new OneModelCatalog(model, gateway);
    UnitOfWork unitOfWork = stores.unitOfWork();
    bean(Ids.class, ids);
    bean(Clock.class, clock);
    bean(UnitOfWork.class, unitOfWork);
    bean(AnswerOnce.class, new AnswerOnce(stores.idempotency(), ids, clock));
    bean(
        RememberResponses.class,
        new RememberResponses(stores.responses(), stores.unitOfWork(), clock));
    bean(RememberCalls.class, new RememberCalls(stores.idempotency(), ids, clock));
    bean(Tenants.class, stores.tenants());
    bean(ApiKeys.class, stores.apiKeys());
    bean(Bots.class, stores.bots());
    bean(Datasets.class, stores.datasets());
    bean(Documents.class, stores.documents());
    bean(Chunks.class, stores.chunks());
    bean(Reindexings.class, stores.reindexings());
    bean(Conversations.class, stores.conversations());
    bean(Runs.class, stores.runs());
    bean(RunJournal.class, journal);
    bean(ModelCatalog.class, models);
    Audit audit = new Audit(stores.auditTrail(), context.getBean(CurrentRequest.class), clock);
    AuditedTenant auditedTenant = new AuditedTenant(id -> stores.tenants().find(id).isPresent());
    bean(ReadAudit.class, new ReadAudit(stores.auditTrail(), auditedTenant));
    bean(VerifyAudit.class, new VerifyAudit(stores.auditTrail(), auditedTenant));
    Toolbox toolbox = new Toolbox(List.of(new PlannedTool("look")));
    bean(Toolbox.class, toolbox);
    bean(HealthProbe.class, new SwitchedProbe("database", true));
    bean(
        AuthenticateKey.class,
        new AuthenticateKey(keys, unitOfWork, Thread::startVirtualThread, clock));
    bean(CreateTenant.class, new CreateTenant(stores.tenants(), unitOfWork, audit, ids, clock));
    bean(ChangeTenant.class, new ChangeTenant(stores.tenants(), unitOfWork, audit, clock));
    bean(RemoveTenant.class, new RemoveTenant(stores.tenants(), index, unitOfWork, audit));
    bean(
        CreateApiKey.class,
        new CreateApiKey(
            stores.apiKeys(), stores.tenants(), unitOfWork, audit, ids, new SecureRandom(), clock));
    bean(ChangeApiKey.class, new ChangeApiKey(stores.apiKeys(), unitOfWork, audit, clock));
    bean(
        KeepBots.class,
        new KeepBots(
            stores.bots(),
            stores.datasets(),
            stores.scopes(),
            models,
            toolbox,
            unitOfWork,
            audit,
            ids,
            clock));
    bean(Scopes.class, stores.scopes());
    bean(KeepScopes.class, new KeepScopes(stores.scopes(), toolbox, unitOfWork, audit, ids, clock));
    bean(Evaluations.class, stores.evaluations());
    bean(
        KeepEvaluations.class,
        new KeepEvaluations(
            stores.evaluations(),
            stores.bots(),
            stores.documents(),
            models,
            unitOfWork,
            audit,
            ids,
            clock));
    BeginReindexing beginReindexing =
        new BeginReindexing(stores.datasets(), stores.reindexings(), ids, clock);
    KeepDatasets keepDatasets =
        new KeepDatasets(
            stores.datasets(),
            stores.documents(),
            stores.reindexings(),
            beginReindexing,
            index,
            embeddings,
            unitOfWork,
            audit,
            ids,
            clock);
    bean(KeepDatasets.class, keepDatasets);
    bean(
        ReindexDataset.class,
        new ReindexDataset(
            stores.datasets(),
            stores.reindexings(),
            beginReindexing,
            keepDatasets,
            unitOfWork,
            audit));
    advanceReindexings =
        new AdvanceReindexings(
            stores.datasets(),
            stores.documents(),
            stores.reindexings(),
            stores.chunks(),
            index,
            (tenant, document) -> waiting.add(document),
            unitOfWork,
            Clock.offset(clock, Reindexing.REST));
    InMemoryTextExtractor extractor = new InMemoryTextExtractor();
    bean(
        AddDocument.class,
        new AddDocument(
            stores.datasets(),
            stores.documents(),
            new PlannedExtractor(extractor),
            (tenant, document) -> waiting.add(document),
            Queues.openToDocuments(),
            unitOfWork,
            audit,
            ids,
            clock));
    bean(
        AddPage.class,
        new AddPage(
            stores.datasets(),
            stores.documents(),
            (tenant, document) -> waiting.add(document),
            Queues.openToDocuments(),
            unitOfWork,
            audit,
            ids,
            clock,
            true));
    bean(
        ChangeDocument.class,
        new ChangeDocument(stores.documents(), stores.chunks(), index, unitOfWork, audit, clock));
    bean(Jobs.class, stores.jobs());
    bean(
        CancelIngestion.class,
        new CancelIngestion(
            stores.documents(), stores.reindexings(), stores.jobs(), unitOfWork, audit, clock));
    bean(RemoveDocument.class, new RemoveDocument(stores.documents(), index, unitOfWork, audit));
    RetrievePassages retrieve =
        new RetrievePassages(
            index,
            stores.chunks(),
            stores.datasets(),
            EmbeddingModels.only(embeddings),
            Fixtures.UNBOOKED,
            executor,
            new Reranking(new WordReranker(), 5, 1_000, Duration.ofSeconds(20)));
    bean(RetrievePassages.class, retrieve);
    RunEventCodec codec = context.getBean(RunEventCodec.class);
    TurnAudit turnAudit = new TurnAudit(audit);
    SettleRun settle =
        new SettleRun(
            stores.conversations(),
            stores.runs(),
            stores.usageLedger(),
            turnAudit,
            journal,
            codec,
            unitOfWork);
    ModelHealth health = new ModelHealth(CircuitPolicy.DEFAULT, clock);
    ChooseModel chooseModel = new ChooseModel(models, RoutingTable.EMPTY, health, clock);
    GenerateAnswer generate =
        new GenerateAnswer(
            new TurnGuards(new JudgeScopes(embeddings), new InjectionClassifier(), Set.of()),
            new RecallPassages(
                retrieve,
                new RephraseFollowUp(
                    RephraseFollowUp.By.WORDS, Duration.ofSeconds(3), tokens, executor)),
            new RecallFiles(stores.attachmentContents(), embeddings, Fixtures.UNBOOKED, tokens),
            new AssemblePrompt(
                new PromptAssembler(tokens, new SlidingWindow()),
                counted -> tokens,
                new SummariseHistory(new SummariseTheRest(new SlidingWindow()), tokens),
                stores.summaries(),
                ContextBudget.UNCAPPED),
            Queues.open(),
            new AnswerWithTools(
                new RoutedCompletion(chooseModel, health, executor),
                new CallTools(
                    toolbox,
                    new CredulousValidator(),
                    new ConsequencePolicy(Set.of()),
                    new ToolLimits(
                        3, 4, Duration.ofMinutes(1), Duration.ofSeconds(10), new Money(1_000)),
                    executor,
                    (run, fault) -> {
                      throw new IllegalStateException("run " + run, fault);
                    },
                    clock),
                new InjectionClassifier(),
                new PromptAssembler(tokens, new SlidingWindow()),
                tokens,
                counted -> tokens),
            tokens,
            journal,
            codec,
            settle,
            (run, fault) -> {
              throw new IllegalStateException("run " + run, fault);
            },
            clock);
    ActiveRuns active =
        new ActiveRuns(generate, stores.runs(), executor, "node-1", Duration.ofMinutes(1), clock);
    bean(ActiveRuns.class, active);
    bean(ShowRun.class, new ShowRun(stores.runs(), journal));
    bean(CancelRun.class, new CancelRun(stores.runs(), active));
    AdmitRequest admit =
        new AdmitRequest(
            new InMemoryQuotaStore(),
            new Rate(6_000, REQUEST_BURST),
            new Rate(100_000_000, TOKEN_BURST),
            stores.usageLedger(),
            ids,
            clock);
    Turns turns =
        new Turns(
            stores.conversations(),
            stores.runs(),
            stores.bots(),
            stores.scopes(),
            stores.attachments(),
            models,
            chooseModel,
            tokens,
            admit,
            turnAudit,
            active,
            ids,
            clock);
    bean(
        RetryRun.class,
        new RetryRun(stores.runs(), stores.conversations(), models, turns, unitOfWork));
    bean(TokenCounter.class, tokens);
    bean(Attachments.class, stores.attachments());
    bean(AttachmentContents.class, stores.attachmentContents());
    bean(
        AddAttachment.class,
        new AddAttachment(
            stores.attachments(),
            new PlannedExtractor(extractor),
            new Chunker(tokens),
            tokens,
            Queues.batches(embeddings),
            EmbeddingMeter.NONE,
            admit,
            new Allowance(FILES_OF_CALLER, 1L << 30),
            unitOfWork,
            audit,
            ids,
            clock));
    bean(
        RemoveAttachment.class,
        new RemoveAttachment(stores.attachments(), unitOfWork, audit, clock));
    MeterCalls meter =
        new MeterCalls(
            stores.usageLedger(),
            executor,
            fault -> {
              throw new IllegalStateException("the books", fault);
            });
    Admittance admittance = new Admittance(admit, meter, ids, clock);
    bean(
        ForwardRequest.class,
        new ForwardRequest(
            models,
            chooseModel,
            new RoutedGateway(chooseModel, health),
            Queues.open(),
            admittance,
            model -> text -> text.toString().split(" ").length));
    bean(CompletePrompt.class, new CompletePrompt(Queues.open(), admittance, tokens));
    bean(
        EmbedTexts.class,
        new EmbedTexts(
            List.of(new EmbedTexts.Served(embeddings, Queues.batches(embeddings))),
            admittance,
            tokens,
            new CodePointDecoder()));
    bean(
        EmbeddingGateways.class,
        id ->
            id.equals(OneModelCatalog.FORWARDED)
                ? Optional.of(new Embedder(id, "test", null, gateway))
                : Optional.empty());
    bean(SendMessage.class, new SendMessage(stores.conversations(), turns, unitOfWork));
    bean(
        StartConversation.class,
        new StartConversation(
            stores.conversations(),
            stores.bots(),
            stores.datasets(),
            stores.documents(),
            models,
            turns,
            unitOfWork,
            ids,
            clock));
    bean(
        ChangeConversation.class,
        new ChangeConversation(stores.conversations(), unitOfWork, audit, clock));
    bean(
        ReviewConversation.class,
        new ReviewConversation(
            stores.conversations(),
            stores.attachments(),
            stores.feedbacks(),
            auditedTenant,
            unitOfWork,
            audit));
    bean(Feedbacks.class, stores.feedbacks());
    bean(
        RateAnswer.class,
        new RateAnswer(stores.conversations(), stores.feedbacks(), unitOfWork, clock));
    bean(
        ShareConversation.class,
        new ShareConversation(
            stores.conversations(),
            stores.shares(),
            stores.tenants(),
            unitOfWork,
            audit,
            ids,
            new SecureRandom(),
            clock));
    return new IngestDocument(
        stores.datasets(),
        stores.documents(),
        stores.chunks(),
        stores.drafts(),
        index,
        web,
        extractor,
        EmbeddingQueues.only(Queues.batches(embeddings)),
        new Chunker(tokens),
        stores.reindexings(),
        EmbeddingMeter.NONE,
        unitOfWork,
        ids,
        clock);
  }

  private <T> void bean(Class<T> type, T bean) {
    context.registerSingleton(type, bean);
  }

  ApplicationContext context() {
    return context;
  }

  Stores stores() {
    return stores;
  }

  InMemoryPageFetcher web() {
    return web;
  }

  PlannedModel model() {
    return model;
  }

  SwitchedJournal journal() {
    return journal;
  }

  SwitchedKeys keys() {
    return keys;
  }

  PlannedGateway gateway() {
    return gateway;
  }

  URI uri() {
    return server.getURI();
  }

  /** A new tenant, stored. */
  Tenant tenant() {
    return stores.tenant().tenant();
  }

  /** A key with this role, as its holder has it. */
  String key(TenantId tenant, Role role) {
    ApiKeySecret secret = ApiKeySecret.make(new SecureRandom());
    ApiKey key =
        new ApiKey(
            new ApiKeyId(context.getBean(Ids.class).next()),
            tenant,
            "test",
            secret.prefix(),
            Set.of(role),
            null,
            null,
            clock.instant());
    stores.apiKeys().add(key, secret.hash());
    return secret.value();
  }

  /** Ingests what was uploaded so far. */
  void ingest(TenantId tenant) {
    List<DocumentId> taken = List.copyOf(waiting);
    waiting.removeAll(taken);
    taken.forEach(document -> ingestDocument.ingest(tenant, document, IngestionLease.UNSHARED));
  }

  /** A document as it is while it is being embedded. */
  void embedding(TenantId tenant, DocumentId id, int embedded, int total) {
    Document document = stores.documents().find(tenant, id).orElseThrow();
    stores.documents().update(document.progressed(DocumentStatus.EMBEDDING, 0.5, clock.instant()));
    stores.documents().noteEmbedding(tenant, id, new Documents.Embedding(embedded, total));
  }

  /** Brings on the reindexing of all datasets, as if the new editions had rested. */
  void advanceReindexings() {
    Objects.requireNonNull(advanceReindexings).advanceAll(switched -> {});
  }

  @Override
  public void close() {
    context.close();
    // What a test that failed has left waiting must not keep the others.
    executor.shutdownNow();
    executor.close();
  }
}
