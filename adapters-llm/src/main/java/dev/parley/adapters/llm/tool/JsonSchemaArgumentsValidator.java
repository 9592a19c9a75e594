package dev.parley.adapters.llm.tool;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import dev.parley.application.tool.ArgumentsValidator;
import dev.parley.domain.tool.ToolSpec;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Checks arguments with networknt's validator. A schema is compiled for each check, which takes far
 * less time than the call that follows, and keeps nothing of what others send.
 */
public final class JsonSchemaArgumentsValidator implements ArgumentsValidator {
  private static final String DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema";
  private static final String DRAFT_7 = "http://json-schema.org/draft-07/schema";
  private static final int MAX_DEPTH = 64;
  private static final int MAX_DETAIL_LENGTH = 300;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(CanonicalJson.MAX_SCALE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final SchemaValidatorsConfig config =
      SchemaValidatorsConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .locale(Locale.ENGLISH)
          .regularExpressionFactory(new BoundedPatterns())
          .build();

  private final Draft draft202012 =
      new Draft(
          withoutLoading(VersionFlag.V202012), metaSchema(VersionFlag.V202012, DRAFT_2020_12));
  private final Draft draft7 =
      new Draft(withoutLoading(VersionFlag.V7), metaSchema(VersionFlag.V7, DRAFT_7 + "#"));

  public JsonSchemaArgumentsValidator() {}

  /**
   * A version of JSON Schema.
   *
   * @param factory makes schemas of it
   * @param metaSchema what schemas of it must fit
   */
  private record Draft(JsonSchemaFactory factory, JsonSchema metaSchema) {}

  private static JsonSchemaFactory withoutLoading(VersionFlag version) {
    return JsonSchemaFactory.getInstance(
        version,
        builder ->
            builder
                .enableSchemaCache(false)
                .schemaLoaders(
                    loaders ->
                        loaders.values(
                            all -> {
                              all.clear();
                              all.add(DisallowSchemaLoader.getInstance());
                            })));
  }

  /** The one schema that is read from the validator's own jar. */
  private JsonSchema metaSchema(VersionFlag version, String id) {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(version).getSchema(SchemaLocation.of(id), config);
    schema.initializeValidators();
    return schema;
  }

  /** Says what is wrong, and no more. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never leaves this class.
    private final List<Violation> violations;

    Unusable(List<Violation> violations) {
      super(null, null, false, false);
      this.violations = violations;
    }

    Unusable(String detail) {
      this(List.of(new Violation("", detail)));
    }
  }

  @Override
  public Result validate(ToolSpec tool, String arguments) {
    try {
      JsonSchema schema = compiled(tool.schema());
      JsonNode given = parsed("arguments", arguments.isBlank() ? "{}" : arguments);
      List<Violation> violations = violations(schema, given);
      return violations.isEmpty()
          ? new Result.Valid(canonical(given))
          : new Result.Invalid(violations);
    } catch (Unusable unusable) {
      return new Result.Invalid(unusable.violations);
    }
  }

  @Override
  public List<Violation> inspect(String schema) {
    try {
      compiled(schema);
      return List.of();
    } catch (Unusable unusable) {
      return unusable.violations;
    }
  }

  private JsonSchema compiled(String text) throws Unusable {
    JsonNode schema = parsed("schema", text);
    if (!schema.isObject()) {
      throw new Unusable("schema: " + schema.getNodeType() + " (expected: an object)");
    }
    Draft draft = draft(schema);
    List<Violation> violations = violations(draft.metaSchema(), schema);
    if (!violations.isEmpty()) {
      throw new Unusable(violations);
    }
    try {
      JsonSchema compiled = draft.factory().getSchema(schema, config);
      compiled.initializeValidators();
      return compiled;
    } catch (JsonSchemaException | PatternSyntaxException e) {
      throw new Unusable("schema: " + shortened(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      throw new Unusable("schema: refers to itself for ever");
    }
  }

  private Draft draft(JsonNode schema) throws Unusable {
    JsonNode given = schema.path("$schema");
    String id = given.isMissingNode() ? DRAFT_2020_12 : given.asText();
    String withoutFragment = id.endsWith("#") ? id.substring(0, id.length() - 1) : id;
    return switch (withoutFragment) {
      case DRAFT_2020_12 -> draft202012;
      case DRAFT_7 -> draft7;
      default ->
          throw new Unusable(
              "$schema: '"
                  + shortened(id)
                  + "' (expected: "
                  + DRAFT_2020_12
                  + " or "
                  + DRAFT_7
                  + ")");
    };
  }

  private static JsonNode parsed(String field, String text) throws Unusable {
    if (text.length() > MAX_ARGUMENTS_LENGTH) {
      throw new Unusable(
          field
              + ": "
              + text.length()
              + " characters (expected: at most "
              + MAX_ARGUMENTS_LENGTH
              + ")");
    }
    try {
      JsonNode parsed = MAPPER.readTree(text);
      return parsed.isMissingNode() ? JsonNodeFactory.instance.objectNode() : parsed;
    } catch (JacksonException e) {
      throw new Unusable(field + ": " + shortened(e.getOriginalMessage()) + " (expected: JSON)");
    }
  }

  private static String canonical(JsonNode node) throws Unusable {
    try {
      return CanonicalJson.of(node);
    } catch (IllegalArgumentException e) {
      throw new Unusable("arguments: " + e.getMessage());
    }
  }

  private static List<Violation> violations(JsonSchema schema, JsonNode node) throws Unusable {
    try {
      Set<ValidationMessage> messages = schema.validate(node);
      return messages.stream()
          .limit(MAX_VIOLATIONS)
          .map(
              message ->
                  new Violation(
                      message.getInstanceLocation().toString(), shortened(message.getError())))
          .toList();
    } catch (BoundedPatterns.TooManyReads e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    } catch (JsonSchemaException | PatternSyntaxException e) {
      throw new Unusable("schema: " + shortened(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      throw new Unusable("schema: refers to itself for ever");
    }
  }

  private static String shortened(String text) {
    if (text.length() <= MAX_DETAIL_LENGTH) {
      return text;
    }
    int end = MAX_DETAIL_LENGTH;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
