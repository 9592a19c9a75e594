package dev.parley.adapters.rest.scope;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.scope.Scope;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a bot talks about.
 *
 * @param strictness {@code off}, {@code lenient} or {@code strict}
 * @param piiPolicy for each kind of personal data that is not allowed: {@code mask} or {@code
 *     block}
 * @param groundedOnly whether answers come from passages only
 * @param plugins the only tools that bots of this scope may call, of those that they are given;
 *     {@code ["*"]}: all of them
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Scope")
record ScopeJson(
    UUID id,
    String name,
    String description,
    List<String> allowedTopics,
    List<String> exampleQuestions,
    List<String> deniedTopics,
    String refusalMessage,
    String strictness,
    Map<String, String> piiPolicy,
    boolean groundedOnly,
    List<String> plugins,
    Instant createdAt,
    Instant updatedAt) {
  static final List<String> ALL_PLUGINS = List.of("*");

  static ScopeJson of(Scope scope) {
    Map<String, String> policy = new LinkedHashMap<>();
    for (PiiKind kind : PiiKind.values()) {
      if (scope.piiPolicy().containsKey(kind)) {
        policy.put(kind.code(), scope.piiPolicy().get(kind).code());
      }
    }
    return new ScopeJson(
        scope.id().value(),
        scope.name(),
        scope.description(),
        scope.allowedTopics(),
        scope.exampleQuestions(),
        scope.deniedTopics(),
        scope.refusalMessage(),
        scope.strictness().code(),
        policy,
        scope.groundedOnly(),
        scope.plugins() == null ? ALL_PLUGINS : scope.plugins(),
        scope.createdAt(),
        scope.updatedAt());
  }
}
