package dev.parley.adapters.rest.tool;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.tool.ToolSpec;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A tool.
 *
 * @param name what a bot's {@code plugins} name it by
 * @param schema JSON Schema of its arguments
 * @param source where it comes from; {@code built-in} so far
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Plugin")
record PluginJson(
    String name,
    String description,
    @Schema(type = "object", implementation = Object.class) JsonNode schema,
    String source) {

  static PluginJson of(ToolSpec tool, JsonMapper json) {
    try {
      return new PluginJson(
          tool.name(),
          tool.description(),
          Objects.requireNonNull(json.readValue(tool.schema(), JsonNode.class)),
          "built-in");
    } catch (IOException e) {
      throw new UncheckedIOException("the schema of tool " + tool.name() + " cannot be read", e);
    }
  }
}
