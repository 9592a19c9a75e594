package dev.parley.adapters.rest.model;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.bot.Bots;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Page;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Slug;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models that a caller may use. */
@Controller("/v1/models")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Chat")
final class ModelController {
  private static final String BOT = "bot:";

  /** The most bots that a list names; they answer by their names all the same. */
  private static final int MOST_BOTS = 1_000;

  private final ModelCatalog models;
  private final Bots bots;

  ModelController(ModelCatalog models, Bots bots) {
    this.models = models;
    this.bots = bots;
  }

  /** Lists the models, and the tenant's bots as such. */
  @Get
  ModelListJson listModels(Caller caller) {
    List<ModelJson> all = new ArrayList<>(models.list().stream().map(ModelJson::of).toList());
    // As many as there is room for beside the models.
    Page.first(MOST_BOTS - all.size(), page -> bots.list(caller.tenant(), page))
        .forEach(bot -> all.add(of(bot)));
    return new ModelListJson("list", all);
  }

  /** Shows a model, or a bot as {@code bot:<slug>}. A model's name may hold slashes. */
  @Get("/{id:.+}")
  ModelJson getModel(Caller caller, @PathVariable String id) {
    if (id.startsWith(BOT)) {
      String slug = id.substring(BOT.length());
      Optional<Bot> found =
          Slug.isValid(slug) ? bots.findBySlug(caller.tenant(), new Slug(slug)) : Optional.empty();
      return of(Outcomes.found(found));
    }
    Optional<Model> found =
        models.list().stream().filter(model -> model.id().value().equals(id)).findFirst();
    return ModelJson.of(Outcomes.found(found.or(() -> answering(id))));
  }

  /** The model that answers by a name which the list does not have, such as its full one. */
  private Optional<Model> answering(String name) {
    return ModelId.isValid(name)
        ? models.find(new ModelId(name)).map(ModelCatalog.Served::model)
        : Optional.empty();
  }

  private ModelJson of(Bot bot) {
    ModelId wanted = bot.model();
    Model model =
        (wanted == null ? Optional.<ModelCatalog.Served>empty() : models.find(wanted))
            .orElseGet(models::defaultModel)
            .model();
    return ModelJson.of(BOT + bot.slug(), bot.createdAt(), model);
  }
}
