package dev.parley.domain.bot;

import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named way of answering.
 *
 * @param slug unique in the tenant
 * @param systemPrompt may be empty
 * @param model null: the installation's default model
 * @param temperature 0 to 2; null: the provider's default
 * @param datasets what it may read; empty: nothing
 * @param scopes what it keeps to, in the order in which they are judged; empty: nothing limits it
 * @param plugins names of the tools that its models may call, each once; empty: none
 * @param greeting may be empty
 * @param dailyBudget the most its runs may cost on a day of the UTC calendar; null: no limit
 * @param preferred whether it answers callers who name no bot; at most one in a tenant
 */
public record Bot(
    BotId id,
    TenantId tenant,
    Slug slug,
    String name,
    String systemPrompt,
    @Nullable ModelId model,
    @Nullable Double temperature,
    List<DatasetId> datasets,
    List<ScopeId> scopes,
    List<String> plugins,
    RetrievalSettings retrieval,
    String greeting,
    @Nullable Money dailyBudget,
    boolean preferred,
    Instant createdAt,
    Instant updatedAt) {
  /** The longest name, in UTF-16 characters. */
  public static final int MAX_NAME_LENGTH = 200;

  /** The longest system prompt, in UTF-16 characters. */
  public static final int MAX_SYSTEM_PROMPT_LENGTH = 32_000;

  /** The longest greeting, in UTF-16 characters. */
  public static final int MAX_GREETING_LENGTH = 2_000;

  /** The most scopes one bot keeps to. */
  public static final int MAX_SCOPES = 20;

  /** The most tools one bot is given. */
  public static final int MAX_PLUGINS = 64;

  public Bot {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(slug);
    Objects.requireNonNull(retrieval);
    Objects.requireNonNull(createdAt);
    Objects.requireNonNull(updatedAt);
    datasets = List.copyOf(datasets);
    scopes = List.copyOf(scopes);
    plugins = List.copyOf(plugins);
    InvalidValue.requireLength("name", name, 1, MAX_NAME_LENGTH);
    InvalidValue.requireLength("system_prompt", systemPrompt, 0, MAX_SYSTEM_PROMPT_LENGTH);
    InvalidValue.requireLength("greeting", greeting, 0, MAX_GREETING_LENGTH);
    if (temperature != null && !(temperature >= 0 && temperature <= 2)) {
      throw new InvalidValue("temperature", temperature, "0..2");
    }
    if (scopes.size() > MAX_SCOPES) {
      throw new InvalidValue("scopes", scopes.size() + " entries", "at most " + MAX_SCOPES);
    }
    if (plugins.size() > MAX_PLUGINS) {
      throw new InvalidValue("plugins", plugins.size() + " entries", "at most " + MAX_PLUGINS);
    }
    if (Set.copyOf(plugins).size() < plugins.size()) {
      throw new InvalidValue("plugins", plugins, "each name once");
    }
  }

  /** The same bot, keeping to these scopes instead. */
  public Bot keepingTo(List<ScopeId> newScopes) {
    return new Bot(
        id,
        tenant,
        slug,
        name,
        systemPrompt,
        model,
        temperature,
        datasets,
        newScopes,
        plugins,
        retrieval,
        greeting,
        dailyBudget,
        preferred,
        createdAt,
        updatedAt);
  }
}
