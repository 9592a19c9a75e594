package dev.parley.adapters.rest.evaluation;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.evaluation.KeepEvaluations;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be evaluated.
 *
 * @param name left out: Evaluation
 * @param botId the only one that is asked; in place of {@code configurations}
 * @param configurations one or two, which are asked the same
 * @param k to what depth rankings are judged; 10 if left out
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record EvaluationRequest(
    @Nullable String name,
    @Nullable UUID botId,
    @Nullable List<@Nullable Configuration> configurations,
    @Nullable List<@Nullable Question> questions,
    @Nullable Integer k) {
  private static final int DEFAULT_K = 10;

  /**
   * A bot as it is, or with another model.
   *
   * @param name left out: A, or B for the second
   * @param model left out: the bot's
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Configuration(@Nullable String name, @Nullable UUID botId, @Nullable String model) {}

  /**
   * A golden question.
   *
   * @param relevantDocumentIds the documents that answer it; left out: neither ranking nor
   *     citations are judged
   * @param refuse whether it is to be refused; false if left out
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record Question(
      @Nullable String question,
      @Nullable List<@Nullable UUID> relevantDocumentIds,
      @Nullable Boolean refuse) {
    GoldenQuestion golden() {
      return new GoldenQuestion(
          Fields.required("questions.question", question, "a text"),
          new LinkedHashSet<>(
              Fields.<UUID>list("questions.relevant_document_ids", relevantDocumentIds).stream()
                  .map(DocumentId::new)
                  .toList()),
          refuse != null && refuse);
    }
  }

  KeepEvaluations.Command command(Principal caller) {
    return new KeepEvaluations.Command(
        caller,
        name == null ? "Evaluation" : name,
        asked(),
        Fields.<Question>list("questions", questions).stream().map(Question::golden).toList(),
        k == null ? DEFAULT_K : k);
  }

  private List<Evaluation.Configuration> asked() {
    List<Configuration> named = Fields.list("configurations", configurations);
    if (botId != null && !named.isEmpty()) {
      throw new InvalidValue("bot_id", botId, "either bot_id or configurations");
    }
    if (named.isEmpty()) {
      UUID bot = Fields.required("bot_id", botId, "a bot, or configurations");
      return List.of(new Evaluation.Configuration("A", new BotId(bot), null));
    }
    return IntStream.range(0, named.size())
        .mapToObj(position -> configuration(named.get(position), position))
        .toList();
  }

  private static Evaluation.Configuration configuration(Configuration wanted, int position) {
    String name = wanted.name();
    String model = wanted.model();
    return new Evaluation.Configuration(
        name == null ? Character.toString('A' + position) : name,
        new BotId(Fields.required("configurations.bot_id", wanted.botId(), "a bot")),
        model == null ? null : new ModelId(model));
  }
}
