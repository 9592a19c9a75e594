package dev.parley.application.evaluation;

import dev.parley.application.audit.Audit;
import dev.parley.application.bot.Bots;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Begins and removes evaluations. */
public final class KeepEvaluations {
  /** How many of one tenant may be on their way. */
  static final int MAX_RUNNING = 5;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(60);

  private final Evaluations evaluations;
  private final Bots bots;
  private final Documents documents;
  private final ModelCatalog models;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;

  public KeepEvaluations(
      Evaluations evaluations,
      Bots bots,
      Documents documents,
      ModelCatalog models,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    this.evaluations = Objects.requireNonNull(evaluations);
    this.bots = Objects.requireNonNull(bots);
    this.documents = Objects.requireNonNull(documents);
    this.models = Objects.requireNonNull(models);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What is to be evaluated; see {@link Evaluation}. */
  public record Command(
      Principal caller,
      String name,
      List<Configuration> configurations,
      List<GoldenQuestion> questions,
      int k) {}

  /**
   * Stores an evaluation, which {@link RunEvaluations} takes from there. Refused for bots,
   * documents and models that are not known, and where too many of the tenant's are on their way.
   */
  public Outcome<Evaluation> begin(Command command) {
    TenantId tenant = command.caller().tenant();
    Evaluation evaluation =
        new Evaluation(
            new EvaluationId(ids.next()),
            command.caller(),
            command.name().strip(),
            command.configurations(),
            command.questions(),
            command.k(),
            Evaluation.Status.RUNNING,
            null,
            clock.instant(),
            null);
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Refusal> refusal = refusal(evaluation);
          if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
          }
          evaluations.add(evaluation);
          audit.record(
              tenant, command.caller().subject(), AuditAction.EVALUATION_CREATED, evaluation.id());
          return Outcome.done(evaluation);
        });
  }

  private Optional<Refusal> refusal(Evaluation evaluation) {
    TenantId tenant = evaluation.caller().tenant();
    for (Configuration configuration : evaluation.configurations()) {
      if (bots.find(tenant, configuration.bot()).isEmpty()) {
        return Optional.of(new Refusal.NotFound("bot"));
      }
      if (configuration.model() != null && models.find(configuration.model()).isEmpty()) {
        return Optional.of(
            new Refusal.Invalid(
                "model_not_found",
                "configurations.model",
                "configurations.model: '" + configuration.model() + "' (expected: a known model)"));
      }
    }
    List<DocumentId> named =
        evaluation.questions().stream()
            .flatMap(question -> question.relevant().stream())
            .distinct()
            .toList();
    for (DocumentId document : named) {
      if (documents.find(tenant, document).isEmpty()) {
        return Optional.of(new Refusal.NotFound("document"));
      }
    }
    return evaluations.running(tenant) >= MAX_RUNNING
        ? Optional.of(
            new Refusal.Unavailable(
                "Too many evaluations are on their way (expected: at most " + MAX_RUNNING + ").",
                RETRY_AFTER))
        : Optional.empty();
  }

  /** Removes an evaluation, and ends it where it is on its way; refused where there is none. */
  public Outcome<EvaluationId> remove(Principal caller, EvaluationId id) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (!evaluations.remove(caller.tenant(), id)) {
            return Outcome.refused(new Refusal.NotFound("evaluation"));
          }
          audit.record(caller.tenant(), caller.subject(), AuditAction.EVALUATION_REMOVED, id);
          return Outcome.done(id);
        });
  }
}
