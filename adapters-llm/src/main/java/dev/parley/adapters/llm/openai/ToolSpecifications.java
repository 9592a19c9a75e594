package dev.parley.adapters.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.parley.domain.tool.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tools as langchain4j describes them. At the top it wants an object's schema in its own form, of
 * which the properties, the names of those required and {@code $defs} go out; below that, schemas
 * go out as they are. Arguments are checked against the whole schema when a model calls.
 */
final class ToolSpecifications {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ToolSpecifications() {}

  static List<ToolSpecification> of(List<ToolSpec> tools) {
    return tools.stream().map(ToolSpecifications::of).toList();
  }

  private static ToolSpecification of(ToolSpec tool) {
    JsonNode schema = read(tool);
    JsonObjectSchema.Builder parameters =
        JsonObjectSchema.builder().addProperties(members(schema.path("properties")));
    if (schema.path("required").isArray()) {
      List<String> required = schema.path("required").valueStream().map(JsonNode::asText).toList();
      parameters.required(required);
    }
    Map<String, JsonSchemaElement> definitions = members(schema.path("$defs"));
    if (!definitions.isEmpty()) {
      parameters.definitions(definitions);
    }
    return ToolSpecification.builder()
        .name(tool.name())
        .description(tool.description())
        .parameters(parameters.build())
        .build();
  }

  private static JsonNode read(ToolSpec tool) {
    try {
      return JSON.readTree(tool.schema());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("schema of " + tool.name() + " (expected: JSON)", e);
    }
  }

  private static Map<String, JsonSchemaElement> members(JsonNode object) {
    Map<String, JsonSchemaElement> members = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            member -> {
              // A schema may be true, which is to say anything.
              JsonNode schema = member.getValue();
              members.put(
                  member.getKey(),
                  JsonRawSchema.from(schema.isObject() ? schema.toString() : "{}"));
            });
    return members;
  }
}
