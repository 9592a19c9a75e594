package dev.parley.adapters.rest.tool;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.security.Access;
import dev.parley.application.tool.Toolbox;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The tools that bots can be given. */
@Controller("/v1/plugins")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Chat")
final class PluginController {
  private final Toolbox toolbox;
  private final JsonMapper json;

  PluginController(Toolbox toolbox, JsonMapper json) {
    this.toolbox = toolbox;
    this.json = json;
  }

  /** Lists the tools by name. */
  @Get
  PluginListJson listPlugins() {
    return new PluginListJson(
        toolbox.list().stream().map(tool -> PluginJson.of(tool, json)).toList());
  }
}
