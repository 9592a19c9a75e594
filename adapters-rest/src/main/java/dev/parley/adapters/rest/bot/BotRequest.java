package dev.parley.adapters.rest.bot;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.application.bot.KeepBots.Settings;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a bot is to be; in a change, what is left out stays as it is.
 *
 * @param model empty: the installation's default
 * @param datasets what it may read; also taken as {@code dataset_ids}
 * @param preferred whether it answers callers who name no bot
 * @param scopes what it keeps to, in the order in which they are judged
 * @param plugins names of tools that its models may call, from {@code GET /v1/plugins}
 * @param dailyBudget the most that its runs may cost on a day in UTC, in micro-USD; -1: no limit
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record BotRequest(
    @Nullable String slug,
    @Nullable String name,
    @Nullable String systemPrompt,
    @Nullable String model,
    @Nullable Double temperature,
    @JsonAlias("dataset_ids") @Nullable List<UUID> datasets,
    @Nullable RetrievalJson retrieval,
    @Nullable String greeting,
    @JsonProperty("default") @Nullable Boolean preferred,
    @Nullable List<UUID> scopes,
    @Nullable List<String> plugins,
    @Nullable Long dailyBudget) {

  Settings creation() {
    return new Settings(
        new Slug(Fields.required("slug", slug, "a slug")),
        Fields.required("name", name, "1..200 characters"),
        systemPrompt == null ? "" : systemPrompt,
        modelId(null),
        temperature,
        datasetIds(List.of()),
        scopeIds(List.of()),
        pluginNames(List.of()),
        retrieval == null ? RetrievalSettings.DEFAULT : retrieval.over(RetrievalSettings.DEFAULT),
        greeting == null ? "" : greeting,
        budget(null),
        preferred != null && preferred);
  }

  Settings over(Settings present) {
    return new Settings(
        slug == null ? present.slug() : new Slug(slug),
        name == null ? present.name() : name,
        systemPrompt == null ? present.systemPrompt() : systemPrompt,
        modelId(present.model()),
        temperature == null ? present.temperature() : temperature,
        datasetIds(present.datasets()),
        scopeIds(present.scopes()),
        pluginNames(present.plugins()),
        retrieval == null ? present.retrieval() : retrieval.over(present.retrieval()),
        greeting == null ? present.greeting() : greeting,
        budget(present.dailyBudget()),
        preferred == null ? present.preferred() : preferred);
  }

  private @Nullable ModelId modelId(@Nullable ModelId present) {
    if (model == null) {
      return present;
    }
    return model.isEmpty() ? null : new ModelId(model);
  }

  private @Nullable Money budget(@Nullable Money present) {
    if (dailyBudget == null) {
      return present;
    }
    if (dailyBudget < -1) {
      throw new InvalidValue("daily_budget", dailyBudget, "micro-USD, or -1 for no limit");
    }
    return dailyBudget < 0 ? null : new Money(dailyBudget);
  }

  private List<DatasetId> datasetIds(List<DatasetId> present) {
    return datasets == null
        ? present
        : Fields.list("datasets", datasets).stream().map(DatasetId::new).distinct().toList();
  }

  private List<ScopeId> scopeIds(List<ScopeId> present) {
    return scopes == null
        ? present
        : Fields.list("scopes", scopes).stream().map(ScopeId::new).distinct().toList();
  }

  private List<String> pluginNames(List<String> present) {
    return plugins == null ? present : Fields.list("plugins", plugins).stream().distinct().toList();
  }
}
