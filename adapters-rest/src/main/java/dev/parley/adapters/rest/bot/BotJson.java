package dev.parley.adapters.rest.bot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.ScopeId;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bot.
 *
 * @param model null: the installation's default
 * @param temperature null: the provider's default
 * @param datasets what it may read
 * @param scopes what it keeps to, in the order in which they are judged
 * @param plugins names of the tools that its models may call
 * @param dailyBudget the most that its runs may cost on a day in UTC, in micro-USD; null: no limit
 * @param preferred whether it answers callers who name no bot
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Bot")
record BotJson(
    UUID id,
    String slug,
    String name,
    String systemPrompt,
    @Nullable String model,
    @Nullable Double temperature,
    List<UUID> datasets,
    List<UUID> scopes,
    List<String> plugins,
    RetrievalJson retrieval,
    String greeting,
    @Nullable Long dailyBudget,
    @JsonProperty("default") @Schema(name = "default") boolean preferred,
    Instant createdAt,
    Instant updatedAt) {

  static BotJson of(Bot bot) {
    ModelId model = bot.model();
    Money budget = bot.dailyBudget();
    return new BotJson(
        bot.id().value(),
        bot.slug().value(),
        bot.name(),
        bot.systemPrompt(),
        model == null ? null : model.value(),
        bot.temperature(),
        bot.datasets().stream().map(DatasetId::value).toList(),
        bot.scopes().stream().map(ScopeId::value).toList(),
        bot.plugins(),
        RetrievalJson.of(bot.retrieval()),
        bot.greeting(),
        budget == null ? null : budget.microUsd(),
        bot.preferred(),
        bot.createdAt(),
        bot.updatedAt());
  }
}
