package dev.parley.adapters.rest.evaluation;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.evaluation.Evaluations;
import dev.parley.application.evaluation.KeepEvaluations;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** Evaluations of bots of the caller's tenant. */
@Controller("/v1/admin/evaluations")
@Secured(Access.KNOWLEDGE)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Knowledge")
final class EvaluationController {
  private final Evaluations evaluations;
  private final KeepEvaluations keepEvaluations;

  EvaluationController(Evaluations evaluations, KeepEvaluations keepEvaluations) {
    this.evaluations = evaluations;
    this.keepEvaluations = keepEvaluations;
  }

  /**
   * Begins to ask golden questions of a bot, or of two side by side. They are asked one after the
   * other in the caller's name, within the caller's limits and the bots' budgets; the conversations
   * are removed again. Ask for the evaluation to see how far it is.
   */
  @Post
  @Status(HttpStatus.CREATED)
  EvaluationJson createEvaluation(Caller caller, @Body EvaluationRequest request) {
    return whole(
        caller.tenant(), Outcomes.done(keepEvaluations.begin(request.command(caller.principal()))));
  }

  /** Lists evaluations with their figures, newest first, without questions and answers. */
  @Get
  EvaluationListJson listEvaluations(
      Caller caller,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Evaluation> found = evaluations.list(caller.tenant(), new PageRequest(page, pageSize));
    return new EvaluationListJson(
        found.items().stream()
            .map(
                each -> EvaluationJson.brief(each, evaluations.answers(caller.tenant(), each.id())))
            .toList(),
        found.total(),
        page,
        pageSize);
  }

  /** Shows an evaluation with every answer so far. */
  @Get("/{id}")
  EvaluationJson getEvaluation(Caller caller, @PathVariable UUID id) {
    return whole(
        caller.tenant(), Outcomes.found(evaluations.find(caller.tenant(), new EvaluationId(id))));
  }

  /** Removes an evaluation; one that is on its way is ended. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeEvaluation(Caller caller, @PathVariable UUID id) {
    Outcomes.done(keepEvaluations.remove(caller.principal(), new EvaluationId(id)));
  }

  private EvaluationJson whole(TenantId tenant, Evaluation evaluation) {
    return EvaluationJson.whole(evaluation, evaluations.answers(tenant, evaluation.id()));
  }
}
