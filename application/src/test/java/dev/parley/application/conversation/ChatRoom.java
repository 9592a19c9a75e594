package dev.parley.application.conversation;

import static dev.parley.application.fixtures.Fixtures.NOW;

import dev.parley.application.attachment.AddAttachment;
import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.conversation.AcceptedMessage.End;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.guardrail.JudgeScopes;
import dev.parley.application.guardrail.TurnGuards;
import dev.parley.application.knowledge.InMemoryPageFetcher;
import dev.parley.application.knowledge.InMemoryPassageIndex;
import dev.parley.application.knowledge.InMemoryTextExtractor;
import dev.parley.application.knowledge.IngestDocument;
import dev.parley.application.knowledge.IngestionLease;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.model.CompletionModel;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.EmbeddingModels;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.InMemoryModelCatalog;
import dev.parley.application.model.RecordedMeter;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.InMemoryQuotaStore;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.routing.ModelHealth;
import dev.parley.application.routing.RoutedCatalog;
import dev.parley.application.routing.RoutedCompletion;
import dev.parley.application.routing.RoutingTable;
import dev.parley.application.schedule.EmbeddingQueues;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.application.tool.CredulousValidator;
import dev.parley.application.tool.PlannedTool;
import dev.parley.application.tool.Tool;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.SummariseTheRest;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.guardrail.injection.ConsequencePolicy;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.CircuitPolicy;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.RoutingPolicy.Strategy;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.tool.ToolLimits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that answers messages, over the fakes: one process of a node, with a tenant in it. The
 * journal and the ledger can be made to fail.
 */
final class ChatRoom implements AutoCloseable {
  static final Duration LEASE = Duration.ofMinutes(1);
  static final ModelId SCRIPTED = new ModelId("scripted");

  /** A micro-USD for each token read, two for each one written. */
  static final TokenPrice PRICE = new TokenPrice(new Money(1_000_000), new Money(2_000_000));

  final Stores stores = Stores.inMemory();
  final StoredTenant tenant = stores.tenant();
  final StoredTenant other = stores.tenant();
  final Principal caller = principal(tenant, StoredTenant.OWNER);
  final SetClock clock = new SetClock();
  final InMemoryModelCatalog models = new InMemoryModelCatalog();
  final InMemoryPassageIndex index = new InMemoryPassageIndex();
  final RememberedEvents codec = new RememberedEvents();
  final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
  final InMemoryRunJournal journal = new InMemoryRunJournal(clock);
  final WatchedJournal watchedJournal = new WatchedJournal(journal);
  final FailingLedger failingLedger = new FailingLedger(stores.usageLedger());
  final ModelHealth modelHealth = new ModelHealth(CircuitPolicy.DEFAULT, clock);

  /** Looks something up, without effects. */
  final PlannedTool look = new PlannedTool("look");

  /** Has effects. */
  final PlannedTool mail =
      new PlannedTool("mail", true, call -> new Tool.Result.Succeeded("Sent.", Money.ZERO));

  final InMemoryQuotaStore quotas = new InMemoryQuotaStore();
  final ModelQueue modelQueue = Queues.of(8);
  final AdmitRequest admitRequest;
  final SettleRun settleRun;
  private final TurnAudit turnAudit = new TurnAudit(stores.audit());
  private final ChooseModel chooseModel;
  final ActiveRuns activeRuns;
  final SendMessage sendMessage;
  final StartConversation startConversation;
  final CancelRun cancelRun;
  final RetryRun retryRun;
  final AddAttachment addAttachment;
  final RecordedMeter meter = new RecordedMeter();
  final EmbeddingModel embeddings = new HashingEmbeddingModel();
  private final TokenCounter tokens = new EstimatingTokenCounter();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  ChatRoom() {
    this(null, null);
  }

  /** A room whose callers are limited, and whose models fall back. */
  ChatRoom(@Nullable Rate requests, @Nullable Rate tokenRate, ModelId... fallbacks) {
    this(
        requests,
        tokenRate,
        new RoutingTable(Map.of(), List.of(fallbacks), Strategy.IN_ORDER, null));
  }

  /** A room with ways to its models. */
  ChatRoom(@Nullable Rate requests, @Nullable Rate tokenRate, RoutingTable routing) {
    this.chooseModel =
        new ChooseModel(new RoutedCatalog(models, routing, null), routing, modelHealth, clock);
    admitRequest =
        new AdmitRequest(quotas, requests, tokenRate, stores.usageLedger(), Fixtures::id, clock);
    settleRun =
        new SettleRun(
            stores.conversations(),
            stores.runs(),
            failingLedger,
            turnAudit,
            watchedJournal,
            codec,
            stores.unitOfWork());
    activeRuns = activeRuns();
    Turns turns =
        new Turns(
            stores.conversations(),
            stores.runs(),
            stores.bots(),
            stores.scopes(),
            stores.attachments(),
            new RoutedCatalog(models, routing, null),
            chooseModel,
            tokens,
            admitRequest,
            turnAudit,
            activeRuns,
            Fixtures::id,
            clock);
    sendMessage = new SendMessage(stores.conversations(), turns, stores.unitOfWork());
    cancelRun = new CancelRun(stores.runs(), activeRuns);
    retryRun =
        new RetryRun(
            stores.runs(),
            stores.conversations(),
            new RoutedCatalog(models, routing, null),
            turns,
            stores.unitOfWork());
    addAttachment =
        new AddAttachment(
            stores.attachments(),
            new InMemoryTextExtractor(),
            new Chunker(tokens),
            tokens,
            Queues.batches(embeddings),
            meter,
            admitRequest,
            new Allowance(1_000, 1 << 30),
            stores.unitOfWork(),
            stores.audit(),
            Fixtures::id,
            clock);
    startConversation =
        new StartConversation(
            stores.conversations(),
            stores.bots(),
            stores.datasets(),
            stores.documents(),
            new RoutedCatalog(models, routing, null),
            turns,
            stores.unitOfWork(),
            Fixtures::id,
            clock);
  }

  private AnswerWithTools answerWithTools() {
    return new AnswerWithTools(
        new RoutedCompletion(chooseModel, modelHealth, executor),
        new CallTools(
            new Toolbox(List.of(look, mail)),
            new CredulousValidator(),
            new ConsequencePolicy(Set.of()),
            new ToolLimits(3, 4, Duration.ofMinutes(1), Duration.ofSeconds(10), new Money(1_000)),
            executor,
            (run, fault) -> faults.add(fault),
            clock),
        new InjectionClassifier(),
        new PromptAssembler(tokens, new SlidingWindow()),
        tokens,
        model -> tokens);
  }

  private ActiveRuns activeRuns() {
    GenerateAnswer generateAnswer =
        new GenerateAnswer(
            new TurnGuards(new JudgeScopes(embeddings), new InjectionClassifier(), Set.of()),
            new RecallPassages(
                new RetrievePassages(
                    index,
                    stores.chunks(),
                    stores.datasets(),
                    EmbeddingModels.only(embeddings),
                    meter.questions(),
                    executor),
                new RephraseFollowUp(
                    RephraseFollowUp.By.WORDS, Duration.ofSeconds(3), tokens, executor)),
            new RecallFiles(stores.attachmentContents(), embeddings, meter.questions(), tokens),
            new AssemblePrompt(
                new PromptAssembler(tokens, new SlidingWindow()),
                model -> tokens,
                new SummariseHistory(new SummariseTheRest(new SlidingWindow()), tokens),
                stores.summaries(),
                ContextBudget.UNCAPPED),
            modelQueue,
            answerWithTools(),
            tokens,
            watchedJournal,
            codec,
            settleRun,
            (run, fault) -> faults.add(fault),
            clock);
    return new ActiveRuns(generateAnswer, stores.runs(), executor, StoredTenant.NODE, LEASE, clock);
  }

  /** A ledger that fails once it is told to, and with it the unit of work that settles a run. */
  static final class FailingLedger implements UsageLedger {
    private final UsageLedger ledger;
    private volatile boolean failing;

    FailingLedger(UsageLedger ledger) {
      this.ledger = ledger;
    }

    void fail(boolean whether) {
      failing = whether;
    }

    @Override
    public void record(Run run, TokenUsage usage, Instant at) {
      if (failing) {
        throw new IllegalStateException("planned: the ledger fails");
      }
      ledger.record(run, usage, at);
    }

    @Override
    public void recordAll(List<Call> calls) {
      ledger.recordAll(calls);
    }

    @Override
    public Money spent(TenantId owner, BotId bot, LocalDate first, LocalDate last) {
      return ledger.spent(owner, bot, first, last);
    }
  }

  /** A journal that a test can look into, or have fail, just before an event is appended. */
  static final class WatchedJournal implements RunJournal {
    final List<RunId> takenOver = Collections.synchronizedList(new ArrayList<>());
    private final RunJournal journal;
    private volatile Consumer<Encoded> beforeAppend = event -> {};

    WatchedJournal(RunJournal journal) {
      this.journal = journal;
    }

    void beforeAppend(Consumer<Encoded> action) {
      beforeAppend = action;
    }

    /** From this many events on the journal is out of reach. */
    void breakAfter(int events) {
      AtomicInteger appended = new AtomicInteger();
      beforeAppend =
          event -> {
            if (appended.incrementAndGet() > events) {
              throw new JournalUnavailable("planned: the journal is out of reach");
            }
          };
    }

    void refuse(Class<? extends RunEvent> type) {
      beforeAppend =
          event -> {
            if (event.type().equals(type.getSimpleName())) {
              throw new IllegalStateException("planned: the journal takes no " + event.type());
            }
          };
    }

    @Override
    public long append(TenantId owner, RunId run, Encoded event) {
      beforeAppend.accept(event);
      return journal.append(owner, run, event);
    }

    @Override
    public void takeOver(TenantId owner, RunId run) {
      takenOver.add(run);
      journal.takeOver(owner, run);
    }

    @Override
    public List<Entry> read(TenantId owner, RunId run, long after, Duration patience)
        throws InterruptedException {
      return journal.read(owner, run, after, patience);
    }

    @Override
    public long lastSeq(TenantId tenant, RunId run) {
      return journal.lastSeq(tenant, run);
    }

    @Override
    public List<Unfinished> unfinished() {
      return journal.unfinished();
    }

    @Override
    public void trim(Instant before) {
      journal.trim(before);
    }
  }

  /** A clock that shows what a test sets it to. */
  static final class SetClock extends Clock {
    private volatile Instant now = NOW;

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  static Principal principal(StoredTenant of, String subject) {
    return new Principal(of.id(), subject, Set.of(Role.CHAT));
  }

  /** A bot of the tenant's, to be said more of. */
  PlannedBot bot() {
    return new PlannedBot(this);
  }

  /** Has this model answer from now on where no other is named. */
  <M extends CompletionModel> M answeredBy(M model) {
    models.with(model(SCRIPTED, 8_192), model);
    return model;
  }

  static Model model(ModelId id, int contextWindow) {
    return new Model(id, "test", contextWindow, 192, PRICE, Set.of("chat"));
  }

  /** A document of the tenant's that is stored and findable. */
  Document withIndexedDocument(Dataset dataset, String text) {
    Document document = tenant.withDocument(dataset, text);
    new IngestDocument(
            stores.datasets(),
            stores.documents(),
            stores.chunks(),
            stores.drafts(),
            index,
            new InMemoryPageFetcher(),
            new InMemoryTextExtractor(),
            EmbeddingQueues.only(Queues.batches(embeddings)),
            new Chunker(tokens),
            stores.reindexings(),
            meter,
            stores.unitOfWork(),
            Fixtures::id,
            clock)
        .ingest(tenant.id(), document.id(), IngestionLease.UNSHARED);
    return document;
  }

  /** A file of the caller's that is attached to nothing. */
  Attachment withFile(String name, byte[] content) {
    return withFile(caller, name, content);
  }

  Attachment withFile(Principal owner, String name, byte[] content) {
    return Outcomes.done(addAttachment.add(new AddAttachment.Command(owner, name, content)))
        .attachment();
  }

  Outcome<AcceptedMessage> send(Conversation conversation, String content) {
    return sendMessage.send(
        new SendMessage.Command(caller, conversation.id(), content, null, null));
  }

  /** Sends a message and waits for the end of its run. */
  Answered ask(Conversation conversation, String content) throws Exception {
    return ended(Outcomes.done(send(conversation, content)));
  }

  /** A message and what came of it. */
  record Answered(AcceptedMessage accepted, End end, List<RunEvent> events) {
    String answer() {
      return end.answer().orElseThrow().content();
    }

    RunEvent terminal() {
      return events.getLast();
    }
  }

  Answered ended(AcceptedMessage accepted) throws Exception {
    End end = accepted.end().get(30, TimeUnit.SECONDS);
    return new Answered(accepted, end, events(accepted.run()));
  }

  List<RunEvent> events(Run run) throws InterruptedException {
    return journal.read(run.tenant(), run.id(), 0, Duration.ZERO).stream()
        .map(entry -> codec.decode(entry.event()))
        .toList();
  }

  Run inStore(Run run) {
    return stores.runs().find(run.tenant(), run.id()).orElseThrow();
  }

  List<Message> messages(ConversationId conversation) {
    return stores.conversations().messages(tenant.id(), conversation);
  }

  List<InMemoryUsageLedger.Entry> used() {
    return ((InMemoryUsageLedger) stores.usageLedger()).entries(tenant.id());
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
