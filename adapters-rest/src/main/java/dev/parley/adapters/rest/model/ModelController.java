package dev.parley.adapters.rest.model;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.application.model.ModelCatalog;
import dev.parley.domain.routing.Model;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;

/** The models that a caller may use. */
@Controller("/v1/models")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Chat")
final class ModelController {
  private final ModelCatalog models;

  ModelController(ModelCatalog models) {
    this.models = models;
  }

  /** Lists the models. */
  @Get
  ModelListJson listModels() {
    return new ModelListJson("list", models.list().stream().map(ModelJson::of).toList());
  }

  /** Shows a model. Its name may hold slashes. */
  @Get("/{id:.+}")
  ModelJson getModel(@PathVariable String id) {
    Optional<Model> found =
        models.list().stream().filter(model -> model.id().value().equals(id)).findFirst();
    return ModelJson.of(Outcomes.found(found));
  }
}
