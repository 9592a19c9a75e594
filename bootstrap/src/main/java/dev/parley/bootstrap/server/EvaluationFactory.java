package dev.parley.bootstrap.server;

import dev.parley.application.audit.Audit;
import dev.parley.application.bot.Bots;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.evaluation.AskGoldenQuestion;
import dev.parley.application.evaluation.Evaluations;
import dev.parley.application.evaluation.KeepEvaluations;
import dev.parley.application.evaluation.RunEvaluations;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.RetrievePassages;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.id.Ids;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluations of bots. */
@Factory
final class EvaluationFactory {
  private static final Logger log = LoggerFactory.getLogger(RunEvaluations.class);

  @Singleton
  KeepEvaluations keepEvaluations(
      Evaluations evaluations,
      Bots bots,
      Documents documents,
      ModelCatalog models,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    return new KeepEvaluations(evaluations, bots, documents, models, unitOfWork, audit, ids, clock);
  }

  @Singleton
  AskGoldenQuestion askGoldenQuestion(
      Bots bots,
      RetrievePassages retrievePassages,
      StartConversation startConversation,
      ChangeConversation changeConversation,
      ActiveRuns activeRuns,
      Clock clock) {
    return new AskGoldenQuestion(
        bots, retrievePassages, startConversation, changeConversation, activeRuns, clock);
  }

  @Singleton
  @Bean(preDestroy = "close")
  RunEvaluations runEvaluations(
      Evaluations evaluations,
      AskGoldenQuestion askGoldenQuestion,
      AuthenticateKey authenticateKey,
      UnitOfWork unitOfWork,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor,
      NodeName node,
      Clock clock) {
    return new RunEvaluations(
        evaluations,
        askGoldenQuestion,
        authenticateKey,
        unitOfWork,
        executor,
        fault -> log.error("an evaluation broke off, and is taken up again", fault),
        node.value(),
        clock);
  }
}
