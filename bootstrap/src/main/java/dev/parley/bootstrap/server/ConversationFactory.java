package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.token.TokenCounters;
import dev.parley.application.attachment.AttachmentContents;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.audit.Audit;
import dev.parley.application.bot.Bots;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.AnswerWithTools;
import dev.parley.application.conversation.AssemblePrompt;
import dev.parley.application.conversation.CallTools;
import dev.parley.application.conversation.CancelRun;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.Feedbacks;
import dev.parley.application.conversation.GenerateAnswer;
import dev.parley.application.conversation.JournalUnavailable;
import dev.parley.application.conversation.RateAnswer;
import dev.parley.application.conversation.RecallFiles;
import dev.parley.application.conversation.RecallPassages;
import dev.parley.application.conversation.RecoverRuns;
import dev.parley.application.conversation.RephraseFollowUp;
import dev.parley.application.conversation.RetryRun;
import dev.parley.application.conversation.RunEventCodec;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.conversation.Runs;
import dev.parley.application.conversation.SendMessage;
import dev.parley.application.conversation.SettleRun;
import dev.parley.application.conversation.ShareConversation;
import dev.parley.application.conversation.Shares;
import dev.parley.application.conversation.ShowRun;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.Summaries;
import dev.parley.application.conversation.SummariseHistory;
import dev.parley.application.conversation.TurnAudit;
import dev.parley.application.conversation.Turns;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.guardrail.JudgeScopes;
import dev.parley.application.guardrail.TurnGuards;
import dev.parley.application.idempotency.AnswerOnce;
import dev.parley.application.idempotency.IdempotencyStore;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.mcp.RememberCalls;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.QuotaStore;
import dev.parley.application.response.RememberResponses;
import dev.parley.application.response.StoredResponses;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.routing.ModelHealth;
import dev.parley.application.routing.RoutedCompletion;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.application.scope.Scopes;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.tool.ArgumentsValidator;
import dev.parley.application.tool.Toolbox;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.bootstrap.settings.ServerSettings.Truncation;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.SummariseTheRest;
import dev.parley.domain.guardrail.injection.ConsequencePolicy;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.id.Ids;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.routing.CircuitPolicy;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.tool.ToolLimits;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chat turn, with the ports it drives. */
@Factory
final class ConversationFactory {
  private static final Logger log = LoggerFactory.getLogger(GenerateAnswer.class);

  /** Three signs of life may be missed; see {@link Maintenance}. */
  static final Duration LEASE = Duration.ofSeconds(10);

  /** What one question may lead to; a model that has not found an answer by then will not. */
  private static final ToolLimits TOOL_LIMITS =
      new ToolLimits(6, 16, Duration.ofMinutes(3), Duration.ofSeconds(30), new Money(1_000_000));

  /** A person waits meanwhile. */
  private static final Duration REPHRASING = Duration.ofSeconds(3);

  @Singleton
  SettleRun settleRun(
      Conversations conversations,
      Runs runs,
      UsageLedger usageLedger,
      TurnAudit turnAudit,
      RunJournal journal,
      RunEventCodec codec,
      UnitOfWork unitOfWork) {
    return new SettleRun(conversations, runs, usageLedger, turnAudit, journal, codec, unitOfWork);
  }

  @Singleton
  TurnAudit turnAudit(Audit audit) {
    return new TurnAudit(audit);
  }

  @Singleton
  TurnGuards turnGuards(ChosenModel chosen, ServerSettings settings) {
    return new TurnGuards(
        new JudgeScopes(chosen.ofScopes()),
        new InjectionClassifier(),
        Set.copyOf(settings.linkHosts()));
  }

  @Singleton
  RecallPassages recallPassages(
      RetrievePassages retrievePassages,
      ServerSettings settings,
      TokenCounter tokens,
      @Named(DomainFactory.TASKS) ExecutorService tasks) {
    return new RecallPassages(
        retrievePassages, new RephraseFollowUp(settings.followUps(), REPHRASING, tokens, tasks));
  }

  @Singleton
  RecallFiles recallFiles(
      AttachmentContents contents,
      EmbeddingModel embeddings,
      EmbedQuestion embedQuestion,
      TokenCounter tokens) {
    return new RecallFiles(contents, embeddings, embedQuestion, tokens);
  }

  @Singleton
  AssemblePrompt assemblePrompt(
      PromptAssembler assembler,
      TokenCounter tokens,
      Summaries summaries,
      ServerSettings settings) {
    return new AssemblePrompt(
        assembler,
        new TokenCounters()::forModel,
        settings.truncation() == Truncation.SUMMARY
            ? new SummariseHistory(new SummariseTheRest(new SlidingWindow()), tokens)
            : null,
        summaries,
        settings.promptTokens());
  }

  @Singleton
  AdmitRequest admitRequest(
      QuotaStore quotas, UsageLedger usageLedger, ServerSettings settings, Ids ids, Clock clock) {
    return new AdmitRequest(
        quotas,
        Rate.perMinute(settings.requestsPerMinute()),
        Rate.perMinute(settings.tokensPerMinute()),
        usageLedger,
        ids,
        clock);
  }

  @Singleton
  RateAnswer rateAnswer(
      Conversations conversations, Feedbacks feedbacks, UnitOfWork unitOfWork, Clock clock) {
    return new RateAnswer(conversations, feedbacks, unitOfWork, clock);
  }

  @Singleton
  ShareConversation shareConversation(
      Conversations conversations,
      Shares shares,
      Tenants tenants,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      SecureRandom random,
      Clock clock) {
    return new ShareConversation(
        conversations, shares, tenants, unitOfWork, audit, ids, random, clock);
  }

  @Singleton
  AnswerOnce answerOnce(IdempotencyStore store, Ids ids, Clock clock) {
    return new AnswerOnce(store, ids, clock);
  }

  @Singleton
  RememberResponses rememberResponses(
      StoredResponses responses, UnitOfWork unitOfWork, Clock clock) {
    return new RememberResponses(responses, unitOfWork, clock);
  }

  @Singleton
  RememberCalls rememberCalls(IdempotencyStore store, Ids ids, Clock clock) {
    return new RememberCalls(store, ids, clock);
  }

  @Singleton
  ModelHealth modelHealth(Clock clock) {
    return new ModelHealth(CircuitPolicy.DEFAULT, clock);
  }

  @Singleton
  ChooseModel chooseModel(
      ModelCatalog models, ServerSettings settings, ModelHealth health, Clock clock) {
    return new ChooseModel(models, settings.routing(), health, clock);
  }

  @Singleton
  RoutedCompletion routedCompletion(
      ChooseModel chooseModel,
      ModelHealth health,
      @Named(DomainFactory.TASKS) ExecutorService tasks) {
    return new RoutedCompletion(chooseModel, health, tasks);
  }

  @Singleton
  CallTools callTools(
      Toolbox toolbox,
      ArgumentsValidator validator,
      ServerSettings settings,
      @Named(DomainFactory.TASKS) ExecutorService tasks,
      Clock clock) {
    return new CallTools(
        toolbox,
        validator,
        new ConsequencePolicy(Set.copyOf(settings.linkHosts())),
        TOOL_LIMITS,
        tasks,
        (run, fault) -> log.error("a tool that run {} called failed", run, fault),
        clock);
  }

  @Singleton
  AnswerWithTools answerWithTools(
      RoutedCompletion routedCompletion,
      CallTools callTools,
      PromptAssembler assembler,
      TokenCounter tokens) {
    return new AnswerWithTools(
        routedCompletion,
        callTools,
        new InjectionClassifier(),
        assembler,
        tokens,
        new TokenCounters()::forModel);
  }

  @Singleton
  GenerateAnswer generateAnswer(
      TurnGuards turnGuards,
      RecallPassages recallPassages,
      RecallFiles recallFiles,
      AssemblePrompt assemblePrompt,
      ModelQueue modelQueue,
      AnswerWithTools answerWithTools,
      TokenCounter tokens,
      RunJournal journal,
      RunEventCodec codec,
      SettleRun settleRun,
      Clock clock) {
    return new GenerateAnswer(
        turnGuards,
        recallPassages,
        recallFiles,
        assemblePrompt,
        modelQueue,
        answerWithTools,
        tokens,
        journal,
        codec,
        settleRun,
        (run, fault) -> {
          if (fault instanceof JournalUnavailable lost) {
            log.warn("the journal is lost: {} ({})", lost.getMessage(), cause(lost));
          } else {
            log.error("run {} failed for a reason of ours", run, fault);
          }
        },
        clock);
  }

  /** In short: all runs of a node lose a journal at once, for the same reason. */
  private static String cause(JournalUnavailable lost) {
    return lost.getCause() == null ? "no more is known" : String.valueOf(lost.getCause());
  }

  @Singleton
  ActiveRuns activeRuns(
      GenerateAnswer generateAnswer,
      Runs runs,
      @Named(DomainFactory.TASKS) ExecutorService tasks,
      NodeName node,
      Clock clock) {
    return new ActiveRuns(generateAnswer, runs, tasks, node.value(), LEASE, clock);
  }

  @Singleton
  RecoverRuns recoverRuns(
      Runs runs,
      RunJournal journal,
      RunEventCodec codec,
      SettleRun settleRun,
      UnitOfWork unitOfWork,
      NodeName node,
      Clock clock) {
    return new RecoverRuns(runs, journal, codec, settleRun, unitOfWork, node.value(), clock);
  }

  @Singleton
  ShowRun showRun(Runs runs, RunJournal journal) {
    return new ShowRun(runs, journal);
  }

  @Singleton
  CancelRun cancelRun(Runs runs, ActiveRuns activeRuns) {
    return new CancelRun(runs, activeRuns);
  }

  @Singleton
  RetryRun retryRun(
      Runs runs,
      Conversations conversations,
      ModelCatalog models,
      Turns turns,
      UnitOfWork unitOfWork) {
    return new RetryRun(runs, conversations, models, turns, unitOfWork);
  }

  @Singleton
  Turns turns(
      Conversations conversations,
      Runs runs,
      Bots bots,
      Scopes scopes,
      Attachments attachments,
      ModelCatalog models,
      ChooseModel chooseModel,
      TokenCounter tokens,
      AdmitRequest admitRequest,
      TurnAudit turnAudit,
      ActiveRuns activeRuns,
      Ids ids,
      Clock clock) {
    return new Turns(
        conversations,
        runs,
        bots,
        scopes,
        attachments,
        models,
        chooseModel,
        tokens,
        admitRequest,
        turnAudit,
        activeRuns,
        ids,
        clock);
  }

  @Singleton
  SendMessage sendMessage(Conversations conversations, Turns turns, UnitOfWork unitOfWork) {
    return new SendMessage(conversations, turns, unitOfWork);
  }

  @Singleton
  StartConversation startConversation(
      Conversations conversations,
      Bots bots,
      Datasets datasets,
      Documents documents,
      ModelCatalog models,
      Turns turns,
      UnitOfWork unitOfWork,
      Ids ids,
      Clock clock) {
    return new StartConversation(
        conversations, bots, datasets, documents, models, turns, unitOfWork, ids, clock);
  }

  @Singleton
  ChangeConversation changeConversation(
      Conversations conversations, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    return new ChangeConversation(conversations, unitOfWork, audit, clock);
  }
}
