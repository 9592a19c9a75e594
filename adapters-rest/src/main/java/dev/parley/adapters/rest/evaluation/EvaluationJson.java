package dev.parley.adapters.rest.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.application.evaluation.Evaluations.Place;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.EvaluationFigures;
import dev.parley.domain.evaluation.EvaluationFigures.Judged;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.routing.ModelId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation.
 *
 * @param status {@code running}, {@code completed} or {@code failed}
 * @param failure why it failed; null elsewhere
 * @param asked how many answers have come so far, of all configurations
 * @param toAsk how many there will be
 * @param questions null in lists
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Evaluation")
record EvaluationJson(
    UUID id,
    String name,
    String status,
    @Nullable String failure,
    int k,
    int asked,
    int toAsk,
    List<Configuration> configurations,
    @Nullable List<Question> questions,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  /**
   * What was asked, and what it came to so far.
   *
   * @param model null: the bot's own
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "EvaluationConfiguration")
  record Configuration(String name, UUID botId, @Nullable String model, Figures figures) {}

  /**
   * What the answers so far come to. Rates are 0 to 1, and null where nothing was asked that they
   * could be taken from.
   *
   * @param recallAtK what part of the relevant documents was among the first k
   * @param mrr one by the rank of the first relevant document, a mean
   * @param citationPrecision what part of the citations points into relevant documents
   * @param citationRecall what part of the relevant documents was cited
   * @param falseRefusals refused, but should have been answered
   * @param falseAccepts answered, but should have been refused
   * @param medianMs from question to the end of the answer
   * @param cost in US dollars
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "EvaluationFigures")
  record Figures(
      int answered,
      int refused,
      int failed,
      @Nullable Double recallAtK,
      @Nullable Double ndcgAtK,
      @Nullable Double mrr,
      @Nullable Double citationPrecision,
      @Nullable Double citationRecall,
      int falseRefusals,
      @Nullable Double falseRefusalRate,
      int falseAccepts,
      @Nullable Double falseAcceptRate,
      @Nullable Long medianMs,
      BigDecimal cost) {
    static Figures of(EvaluationFigures figures) {
      return new Figures(
          figures.answered(),
          figures.refused(),
          figures.failed(),
          figures.recall(),
          figures.ndcg(),
          figures.reciprocalRank(),
          figures.citationPrecision(),
          figures.citationRecall(),
          figures.falseRefusals(),
          figures.falseRefusalRate(),
          figures.falseAccepts(),
          figures.falseAcceptRate(),
          figures.medianMillis(),
          figures.cost().usd());
    }
  }

  /**
   * A golden question with what became of it.
   *
   * @param answers of each configuration in order; null where it has not come yet
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "EvaluationQuestion")
  record Question(
      String question,
      List<UUID> relevantDocumentIds,
      boolean refuse,
      List<@Nullable Answer> answers) {}

  /**
   * What a bot did with a question.
   *
   * @param result {@code answered}, {@code refused} or {@code failed}
   * @param reason of a refusal or failure; null for an answer
   * @param foundDocumentIds of the passages that retrieval found, best first
   * @param citedDocumentIds one for each citation
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "EvaluationAnswer")
  record Answer(
      String result,
      @Nullable String reason,
      String output,
      List<UUID> foundDocumentIds,
      List<UUID> citedDocumentIds,
      long tookMs) {
    static Answer of(GoldenAnswer answer) {
      return new Answer(
          answer.result().name().toLowerCase(Locale.ROOT),
          answer.reason(),
          answer.text(),
          ids(answer.found()),
          ids(answer.cited()),
          answer.took().toMillis());
    }
  }

  static EvaluationJson brief(Evaluation evaluation, Map<Place, GoldenAnswer> answers) {
    return of(evaluation, answers, null);
  }

  static EvaluationJson whole(Evaluation evaluation, Map<Place, GoldenAnswer> answers) {
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < evaluation.questions().size(); i++) {
      GoldenQuestion question = evaluation.questions().get(i);
      List<@Nullable Answer> given = new ArrayList<>();
      for (int c = 0; c < evaluation.configurations().size(); c++) {
        given.add(Optional.ofNullable(answers.get(new Place(c, i))).map(Answer::of).orElse(null));
      }
      questions.add(
          new Question(
              question.text(),
              question.relevant().stream().map(DocumentId::value).sorted().toList(),
              question.refuse(),
              given));
    }
    return of(evaluation, answers, questions);
  }

  private static EvaluationJson of(
      Evaluation evaluation, Map<Place, GoldenAnswer> answers, @Nullable List<Question> questions) {
    List<Configuration> configurations = new ArrayList<>();
    for (int c = 0; c < evaluation.configurations().size(); c++) {
      configurations.add(configuration(evaluation, answers, c));
    }
    return new EvaluationJson(
        evaluation.id().value(),
        evaluation.name(),
        evaluation.status().name().toLowerCase(Locale.ROOT),
        evaluation.failure(),
        evaluation.k(),
        answers.size(),
        evaluation.questions().size() * evaluation.configurations().size(),
        configurations,
        questions,
        evaluation.createdAt(),
        evaluation.finishedAt());
  }

  private static Configuration configuration(
      Evaluation evaluation, Map<Place, GoldenAnswer> answers, int position) {
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < evaluation.questions().size(); i++) {
      GoldenAnswer answer = answers.get(new Place(position, i));
      if (answer != null) {
        judged.add(new Judged(evaluation.questions().get(i), answer));
      }
    }
    Evaluation.Configuration asked = evaluation.configurations().get(position);
    ModelId model = asked.model();
    return new Configuration(
        asked.name(),
        asked.bot().value(),
        model == null ? null : model.value(),
        Figures.of(EvaluationFigures.of(judged, evaluation.k())));
  }

  private static List<UUID> ids(List<DocumentId> documents) {
    return documents.stream().map(DocumentId::value).toList();
  }
}
