package dev.parley.adapters.rest.bot;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.bot.Bots;
import dev.parley.application.bot.KeepBots;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;

/** Bots of the caller's tenant. */
@Controller("/v1/admin/bots")
@Secured(Access.TENANT_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Administration")
final class BotController {
  private final Bots bots;
  private final KeepBots keepBots;

  BotController(Bots bots, KeepBots keepBots) {
    this.bots = bots;
    this.keepBots = keepBots;
  }

  /** Creates a bot. */
  @Post
  @Status(HttpStatus.CREATED)
  BotJson createBot(Caller caller, @Body BotRequest request) {
    return BotJson.of(Outcomes.done(keepBots.create(caller.principal(), request.creation())));
  }

  /** Lists bots, newest first. */
  @Get
  BotListJson listBots(
      Caller caller,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Bot> found = bots.list(caller.tenant(), new PageRequest(page, pageSize));
    return new BotListJson(
        found.items().stream().map(BotJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a bot. */
  @Get("/{id}")
  BotJson getBot(Caller caller, @PathVariable UUID id) {
    return BotJson.of(Outcomes.found(bots.find(caller.tenant(), new BotId(id))));
  }

  /** Changes a bot. */
  @Patch("/{id}")
  BotJson changeBot(Caller caller, @PathVariable UUID id, @Body BotRequest request) {
    return BotJson.of(
        Outcomes.done(keepBots.change(caller.principal(), new BotId(id), request::over)));
  }

  /** Removes a bot; its conversations stay. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeBot(Caller caller, @PathVariable UUID id) {
    Outcomes.done(keepBots.remove(caller.principal(), new BotId(id)));
  }
}
