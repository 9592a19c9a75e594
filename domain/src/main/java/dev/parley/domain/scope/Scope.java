package dev.parley.domain.scope;

import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tool.ToolSpec;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a bot talks about.
 *
 * @param description what the bot is for, in the words a refusal uses; may be empty
 * @param allowedTopics short phrases; empty with no examples: every topic that is not denied
 * @param exampleQuestions questions that belong to the scope
 * @param deniedTopics short phrases; they win over what is allowed
 * @param refusalMessage said instead of an answer; empty: one is made of name, description, topics
 * @param piiPolicy kinds that are not named are allowed
 * @param groundedOnly whether answers come from passages only
 * @param plugins the only tools that a bot of this scope may call, of those that it is given; null:
 *     all of them
 */
public record Scope(
    ScopeId id,
    TenantId tenant,
    String name,
    String description,
    List<String> allowedTopics,
    List<String> exampleQuestions,
    List<String> deniedTopics,
    String refusalMessage,
    Strictness strictness,
    Map<PiiKind, PiiAction> piiPolicy,
    boolean groundedOnly,
    @Nullable List<String> plugins,
    Instant createdAt,
    Instant updatedAt) {
  /** The longest name, in UTF-16 characters. */
  public static final int MAX_NAME_LENGTH = 200;

  /** The longest description and refusal message, in UTF-16 characters. */
  public static final int MAX_TEXT_LENGTH = 2_000;

  /** The longest topic or example question, in UTF-16 characters. */
  public static final int MAX_PHRASE_LENGTH = 500;

  /** The most tools named by one scope. */
  public static final int MAX_PLUGINS = 64;

  /** The most topics or example questions in one list. */
  public static final int MAX_PHRASES = 200;

  public Scope {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(strictness);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    allowedTopics = phrases("allowed_topics", allowedTopics);
    exampleQuestions = phrases("example_questions", exampleQuestions);
    deniedTopics = phrases("denied_topics", deniedTopics);
    piiPolicy = Map.copyOf(piiPolicy);
    plugins = plugins == null ? null : plugins(plugins);
    InvalidValue.requireLength("name", name, 1, MAX_NAME_LENGTH);
    InvalidValue.requireLength("description", description, 0, MAX_TEXT_LENGTH);
    InvalidValue.requireLength("refusal_message", refusalMessage, 0, MAX_TEXT_LENGTH);
  }

  private static List<String> plugins(List<String> names) {
    if (names.size() > MAX_PLUGINS) {
      throw new InvalidValue("plugins", names.size() + " entries", "at most " + MAX_PLUGINS);
    }
    names.forEach(name -> InvalidValue.requireLength("plugins", name, 1, ToolSpec.MAX_NAME_LENGTH));
    return List.copyOf(names);
  }

  private static List<String> phrases(String field, List<String> phrases) {
    if (phrases.size() > MAX_PHRASES) {
      throw new InvalidValue(field, phrases.size() + " entries", "at most " + MAX_PHRASES);
    }
    for (String phrase : phrases) {
      InvalidValue.requireLength(field, phrase, 1, MAX_PHRASE_LENGTH);
    }
    return List.copyOf(phrases);
  }
}
