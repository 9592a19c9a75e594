package dev.parley.adapters.rest.scope;

import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.scope.KeepScopes.Settings;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.scope.Strictness;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scope is to be; in a change, what is left out stays as it is.
 *
 * @param strictness {@code off}, {@code lenient} (unless said otherwise) or {@code strict}
 * @param piiPolicy {@code allow}, {@code mask} or {@code block} for each kind; kinds that are not
 *     named are allowed
 * @param plugins the only tools that bots of this scope may call, of those that they are given;
 *     {@code ["*"]}, unless said otherwise: all of them
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record ScopeRequest(
    @Nullable String name,
    @Nullable String description,
    @Nullable List<String> allowedTopics,
    @Nullable List<String> exampleQuestions,
    @Nullable List<String> deniedTopics,
    @Nullable String refusalMessage,
    @Nullable String strictness,
    @Nullable Map<String, @Nullable String> piiPolicy,
    @Nullable Boolean groundedOnly,
    @Nullable List<String> plugins) {

  private static final Settings UNSAID =
      new Settings(
          "", "", List.of(), List.of(), List.of(), "", Strictness.LENIENT, Map.of(), false, null);

  Settings creation() {
    String unused = Fields.required("name", name, "1..200 characters");
    return over(UNSAID);
  }

  Settings over(Settings present) {
    Strictness wanted = Words.parse(Strictness.class, "strictness", strictness);
    return new Settings(
        name == null ? present.name() : name,
        description == null ? present.description() : description,
        phrases("allowed_topics", allowedTopics, present.allowedTopics()),
        phrases("example_questions", exampleQuestions, present.exampleQuestions()),
        phrases("denied_topics", deniedTopics, present.deniedTopics()),
        refusalMessage == null ? present.refusalMessage() : refusalMessage,
        wanted == null ? present.strictness() : wanted,
        piiPolicy == null ? present.piiPolicy() : policy(piiPolicy),
        groundedOnly == null ? present.groundedOnly() : groundedOnly,
        plugins == null ? present.plugins() : plugins(plugins));
  }

  private static List<String> phrases(
      String field, @Nullable List<String> phrases, List<String> present) {
    return phrases == null
        ? present
        : Fields.list(field, phrases).stream().map(String::strip).distinct().toList();
  }

  /** Null: all of them. */
  private static @Nullable List<String> plugins(List<String> names) {
    List<String> plugins = phrases("plugins", names, List.of());
    return plugins.equals(ScopeJson.ALL_PLUGINS) ? null : plugins;
  }

  private static Map<PiiKind, PiiAction> policy(Map<String, @Nullable String> words) {
    Map<PiiKind, PiiAction> policy = new EnumMap<>(PiiKind.class);
    words.forEach(
        (kind, action) ->
            policy.put(
                Fields.required(
                    "pii_policy", Words.parse(PiiKind.class, "pii_policy", kind), "a kind"),
                Fields.required(
                    "pii_policy." + kind,
                    Words.parse(PiiAction.class, "pii_policy." + kind, action),
                    "allow, mask or block")));
    return policy;
  }
}
