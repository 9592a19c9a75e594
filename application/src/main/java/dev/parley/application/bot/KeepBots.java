package dev.parley.application.bot;

import dev.parley.application.audit.Audit;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.scope.Scopes;
import dev.parley.application.tool.Toolbox;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.id.Ids;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Creates, changes and removes bots: what they refer to must exist in their tenant. */
public final class KeepBots {
  private final Bots bots;
  private final Datasets datasets;
  private final Scopes scopes;
  private final ModelCatalog models;
  private final Toolbox toolbox;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;

  public KeepBots(
      Bots bots,
      Datasets datasets,
      Scopes scopes,
      ModelCatalog models,
      Toolbox toolbox,
      UnitOfWork unitOfWork,
      Audit audit,
      Ids ids,
      Clock clock) {
    this.bots = Objects.requireNonNull(bots);
    this.datasets = Objects.requireNonNull(datasets);
    this.scopes = Objects.requireNonNull(scopes);
    this.models = Objects.requireNonNull(models);
    this.toolbox = Objects.requireNonNull(toolbox);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.ids = Objects.requireNonNull(ids);
    this.clock = Objects.requireNonNull(clock);
  }

  /** What a bot is to be; see {@link Bot}. */
  public record Settings(
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
      boolean preferred) {

    /** What a bot is now. */
    static Settings of(Bot bot) {
      return new Settings(
          bot.slug(),
          bot.name(),
          bot.systemPrompt(),
          bot.model(),
          bot.temperature(),
          bot.datasets(),
          bot.scopes(),
          bot.plugins(),
          bot.retrieval(),
          bot.greeting(),
          bot.dailyBudget(),
          bot.preferred());
    }
  }

  /** Refused where the slug is taken, or a dataset, a scope, a tool or the model does not exist. */
  public Outcome<Bot> create(Principal caller, Settings settings) {
    TenantId tenant = caller.tenant();
    Instant now = clock.instant();
    Bot bot = bot(new BotId(ids.next()), tenant, settings, now, now);
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Refusal> refusal = unknownReference(bot);
          if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
          }
          if (!bots.add(bot)) {
            return Outcome.refused(slugTaken(bot));
          }
          audit.record(tenant, caller.subject(), AuditAction.BOT_CREATED, bot.id());
          return Outcome.done(bot);
        });
  }

  /**
   * Refused as creation is, and where there is no such bot.
   *
   * @param change makes the new settings from the present ones
   */
  public Outcome<Bot> change(Principal caller, BotId id, UnaryOperator<Settings> change) {
    TenantId tenant = caller.tenant();
    return unitOfWork.inTenant(
        tenant,
        () -> {
          Optional<Bot> present = bots.find(tenant, id);
          if (present.isEmpty()) {
            return Outcome.refused(new Refusal.NotFound("bot"));
          }
          Settings settings = change.apply(Settings.of(present.get()));
          Bot bot = bot(id, tenant, settings, present.get().createdAt(), clock.instant());
          Optional<Refusal> refusal = unknownReference(bot);
          if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
          }
          if (!bots.update(bot)) {
            return Outcome.refused(slugTaken(bot));
          }
          audit.record(tenant, caller.subject(), AuditAction.BOT_CHANGED, id);
          return Outcome.done(bot);
        });
  }

  /** Removes a bot; its conversations stay. Refused where there is no such bot. */
  public Outcome<BotId> remove(Principal caller, BotId id) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (!bots.remove(caller.tenant(), id)) {
            return Outcome.refused(new Refusal.NotFound("bot"));
          }
          audit.record(caller.tenant(), caller.subject(), AuditAction.BOT_REMOVED, id);
          return Outcome.done(id);
        });
  }

  private Optional<Refusal> unknownReference(Bot bot) {
    for (DatasetId dataset : bot.datasets()) {
      if (datasets.find(bot.tenant(), dataset).isEmpty()) {
        return Optional.of(new Refusal.NotFound("dataset"));
      }
    }
    if (scopes.find(bot.tenant(), bot.scopes()).size() < bot.scopes().size()) {
      return Optional.of(new Refusal.NotFound("scope"));
    }
    if (bot.model() != null && models.find(bot.model()).isEmpty()) {
      return Optional.of(
          new Refusal.Invalid(
              "model_not_found",
              "model",
              "model: '" + bot.model() + "' (expected: a known model)"));
    }
    for (String plugin : bot.plugins()) {
      if (toolbox.find(plugin).isEmpty()) {
        return Optional.of(
            new Refusal.Invalid(
                "plugin_not_found",
                "plugins",
                "plugins: '" + plugin + "' (expected: a known tool)"));
      }
    }
    return Optional.empty();
  }

  private static Refusal slugTaken(Bot bot) {
    return new Refusal.Conflict(
        "slug_taken", "slug: '" + bot.slug() + "' (expected: one that is not taken)");
  }

  private static Bot bot(
      BotId id, TenantId tenant, Settings settings, Instant createdAt, Instant now) {
    return new Bot(
        id,
        tenant,
        settings.slug(),
        settings.name().strip(),
        settings.systemPrompt(),
        settings.model(),
        settings.temperature(),
        settings.datasets(),
        settings.scopes(),
        settings.plugins(),
        settings.retrieval(),
        settings.greeting(),
        settings.dailyBudget(),
        settings.preferred(),
        createdAt,
        now);
  }
}
