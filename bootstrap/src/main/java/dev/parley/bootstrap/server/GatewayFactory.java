package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.token.BpeTokenDecoder;
import dev.parley.adapters.llm.token.TokenCounters;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.gateway.Admittance;
import dev.parley.application.gateway.CompletePrompt;
import dev.parley.application.gateway.EmbedTexts;
import dev.parley.application.gateway.ForwardRequest;
import dev.parley.application.gateway.MeterCalls;
import dev.parley.application.gateway.MeterEmbeddings;
import dev.parley.application.gateway.MeterEmbeddings.Priced;
import dev.parley.application.model.EmbedQuestion;
import dev.parley.application.model.EmbeddingGateways;
import dev.parley.application.model.EmbeddingMeter;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.routing.ModelHealth;
import dev.parley.application.routing.RoutedGateway;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.bootstrap.settings.EmbeddingChoice;
import dev.parley.bootstrap.settings.ServerSettings;
import dev.parley.domain.id.Ids;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.TokenCounter;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Models for callers who bring the whole conversation with them. */
@Factory
final class GatewayFactory {
  private static final Logger log = LoggerFactory.getLogger(MeterCalls.class);

  @Singleton
  @Bean(preDestroy = "close")
  MeterCalls meterCalls(UsageLedger ledger, @Named(DomainFactory.TASKS) ExecutorService tasks) {
    return new MeterCalls(
        ledger, tasks, fault -> log.error("what calls used could not be recorded yet", fault));
  }

  @Singleton
  Admittance admittance(AdmitRequest admitRequest, MeterCalls meterCalls, Ids ids, Clock clock) {
    return new Admittance(admitRequest, meterCalls, ids, clock);
  }

  @Singleton
  MeterEmbeddings meterEmbeddings(
      MeterCalls meterCalls,
      EmbeddingGateways providers,
      ServerSettings settings,
      Ids ids,
      Clock clock) {
    return new MeterEmbeddings(
        meterCalls, model -> priced(model, settings.embedding(), providers), ids, clock);
  }

  @Singleton
  EmbedQuestion embedQuestion(TokenCounter tokens, EmbeddingMeter meter) {
    return new EmbedQuestion(tokens, meter);
  }

  /** In the books a provider's model has one name and one price, whoever asks it. */
  static Priced priced(String model, EmbeddingChoice choice, EmbeddingGateways providers) {
    if (choice instanceof EmbeddingChoice.Provided provided
        && isServedByItsProvider(provided)
        && provided.settings().modelName().equals(model)) {
      ModelId listed =
          new ModelId(provided.settings().protocol().provider() + "/" + provided.settings().name());
      return providers
          .embedder(listed)
          .map(embedder -> new Priced(embedder.id(), embedder.price()))
          .orElseGet(() -> new Priced(new ModelId(model), null));
    }
    return new Priced(new ModelId(model), TokenPrice.FREE);
  }

  @Singleton
  RoutedGateway routedGateway(ChooseModel chooseModel, ModelHealth health) {
    return new RoutedGateway(chooseModel, health);
  }

  @Singleton
  ForwardRequest forwardRequest(
      ModelCatalog models,
      ChooseModel chooseModel,
      RoutedGateway routedGateway,
      ModelQueue modelQueue,
      Admittance admittance) {
    return new ForwardRequest(
        models, chooseModel, routedGateway, modelQueue, admittance, new TokenCounters()::forModel);
  }

  @Singleton
  CompletePrompt completePrompt(ModelQueue modelQueue, Admittance admittance, TokenCounter tokens) {
    return new CompletePrompt(modelQueue, admittance, tokens);
  }

  @Singleton
  EmbedTexts embedTexts(
      EmbeddingModel embeddings,
      EmbeddingBatches batches,
      FormerModel former,
      Admittance admittance,
      TokenCounter tokens,
      ServerSettings settings) {
    List<EmbedTexts.Served> served = new ArrayList<>();
    if (!isServedByItsProvider(settings.embedding())) {
      served.add(new EmbedTexts.Served(embeddings, batches));
    }
    former.served().ifPresent(served::add);
    return new EmbedTexts(served, admittance, tokens, new BpeTokenDecoder());
  }

  /** Such a model is asked for among the provider's own, where it has its price. */
  private static boolean isServedByItsProvider(EmbeddingChoice choice) {
    return switch (choice) {
      case EmbeddingChoice.InProcess local -> false;
      case EmbeddingChoice.Provided other -> !other.apart();
    };
  }
}
