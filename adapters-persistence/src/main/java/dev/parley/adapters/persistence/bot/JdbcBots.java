package dev.parley.adapters.persistence.bot;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.Sql;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.adapters.persistence.transaction.TenantRows;
import dev.parley.application.bot.Bots;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.bot.Narrowing;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.FusionMethod;
import dev.parley.domain.knowledge.Language;
import dev.parley.domain.knowledge.SearchMode;
import dev.parley.domain.knowledge.TimeSpan;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bots in PostgreSQL. */
public final class JdbcBots implements Bots {
  private static final String SELECT =
      """
      SELECT b.tenant_id, b.id, b.slug, b.name, b.system_prompt, b.model, b.temperature,
        b.retrieval_k, b.retrieval_min_score, b.retrieval_mode, b.retrieval_diversity,
        b.retrieval_fusion, b.retrieval_semantic_weight, b.retrieval_rerank, b.retrieval_tags,
        b.retrieval_languages, b.retrieval_created_after, b.retrieval_created_before, b.greeting,
        b.plugins, b.daily_budget_micro_usd, b.preferred, b.created_at, b.updated_at,
        ARRAY(
          SELECT d.dataset_id
          FROM bot_datasets d
          WHERE d.tenant_id = b.tenant_id AND d.bot_id = b.id
          ORDER BY d.ordinal) AS dataset_ids,
        ARRAY(
          SELECT s.scope_id
          FROM bot_scopes s
          WHERE s.tenant_id = b.tenant_id AND s.bot_id = b.id
          ORDER BY s.ordinal) AS scope_ids
      FROM bots b
      """;

  private final JdbcUnitOfWork unitOfWork;
  private final TenantRows<Bot> rows;

  public JdbcBots(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.rows = new TenantRows<>(unitOfWork, "bots", SELECT, JdbcBots::bot);
  }

  @Override
  public boolean add(Bot bot) {
    return unitOfWork.rowsOf(
        bot.tenant(),
        sql -> {
          awaitTurn(sql, bot.tenant());
          int added =
              sql.update(
                  """
                  INSERT INTO bots
                    (tenant_id, id, slug, name, system_prompt, model, temperature, retrieval_k,
                     retrieval_min_score, retrieval_mode, retrieval_diversity, retrieval_fusion,
                     retrieval_semantic_weight, retrieval_rerank, retrieval_tags,
                     retrieval_languages, retrieval_created_after, retrieval_created_before,
                     greeting, plugins, daily_budget_micro_usd, preferred, created_at, updated_at)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false, ?,
                     ?)
                  ON CONFLICT (tenant_id, slug) DO NOTHING
                  """,
                  bot.tenant().value(),
                  bot.id().value(),
                  bot.slug().value(),
                  bot.name(),
                  bot.systemPrompt(),
                  bot.model() == null ? null : bot.model().value(),
                  bot.temperature(),
                  bot.retrieval().k(),
                  bot.retrieval().minScore(),
                  bot.retrieval().mode(),
                  bot.retrieval().diversity(),
                  bot.retrieval().fusion(),
                  bot.retrieval().semanticWeight(),
                  bot.retrieval().rerank(),
                  SqlArray.texts(tags(bot)),
                  SqlArray.texts(languages(bot)),
                  bot.retrieval().narrowing().added().from(),
                  bot.retrieval().narrowing().added().before(),
                  bot.greeting(),
                  SqlArray.texts(bot.plugins()),
                  bot.dailyBudget() == null ? null : bot.dailyBudget().microUsd(),
                  bot.createdAt(),
                  bot.updatedAt());
          if (added == 0) {
            return false;
          }
          storeDatasets(sql, bot);
          storeScopes(sql, bot);
          storePreference(sql, bot);
          return true;
        });
  }

  @Override
  public Optional<Bot> find(TenantId tenant, BotId id) {
    return rows.find(tenant, id.value());
  }

  @Override
  public Optional<Bot> findBySlug(TenantId tenant, Slug slug) {
    return first(tenant, "WHERE b.tenant_id = ? AND b.slug = ?", slug.value());
  }

  @Override
  public Optional<Bot> preferred(TenantId tenant) {
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.first(
                SELECT + "WHERE b.tenant_id = ? AND b.preferred", JdbcBots::bot, tenant.value()));
  }

  private Optional<Bot> first(TenantId tenant, String condition, Object value) {
    return unitOfWork.rowsOf(
        tenant, sql -> sql.first(SELECT + condition, JdbcBots::bot, tenant.value(), value));
  }

  @Override
  public Page<Bot> list(TenantId tenant, PageRequest page) {
    return rows.newestFirst(tenant, page);
  }

  @Override
  public boolean update(Bot bot) {
    return unitOfWork.rowsOf(
        bot.tenant(),
        sql -> {
          awaitTurn(sql, bot.tenant());
          int updated =
              sql.update(
                  """
                  UPDATE bots
                  SET slug = ?, name = ?, system_prompt = ?, model = ?, temperature = ?,
                    retrieval_k = ?, retrieval_min_score = ?, retrieval_mode = ?,
                    retrieval_diversity = ?, retrieval_fusion = ?,
                    retrieval_semantic_weight = ?, retrieval_rerank = ?, retrieval_tags = ?,
                    retrieval_languages = ?, retrieval_created_after = ?,
                    retrieval_created_before = ?, greeting = ?, plugins = ?,
                    daily_budget_micro_usd = ?, updated_at = ?
                  WHERE tenant_id = ? AND id = ?
                    AND NOT EXISTS (
                      SELECT FROM bots other
                      WHERE other.tenant_id = bots.tenant_id
                        AND other.slug = ?
                        AND other.id <> bots.id)
                  """,
                  bot.slug().value(),
                  bot.name(),
                  bot.systemPrompt(),
                  bot.model() == null ? null : bot.model().value(),
                  bot.temperature(),
                  bot.retrieval().k(),
                  bot.retrieval().minScore(),
                  bot.retrieval().mode(),
                  bot.retrieval().diversity(),
                  bot.retrieval().fusion(),
                  bot.retrieval().semanticWeight(),
                  bot.retrieval().rerank(),
                  SqlArray.texts(tags(bot)),
                  SqlArray.texts(languages(bot)),
                  bot.retrieval().narrowing().added().from(),
                  bot.retrieval().narrowing().added().before(),
                  bot.greeting(),
                  SqlArray.texts(bot.plugins()),
                  bot.dailyBudget() == null ? null : bot.dailyBudget().microUsd(),
                  bot.updatedAt(),
                  bot.tenant().value(),
                  bot.id().value(),
                  bot.slug().value());
          if (updated == 0) {
            return false;
          }
          sql.update(
              "DELETE FROM bot_datasets WHERE tenant_id = ? AND bot_id = ?",
              bot.tenant().value(),
              bot.id().value());
          sql.update(
              "DELETE FROM bot_scopes WHERE tenant_id = ? AND bot_id = ?",
              bot.tenant().value(),
              bot.id().value());
          storeDatasets(sql, bot);
          storeScopes(sql, bot);
          storePreference(sql, bot);
          return true;
        });
  }

  @Override
  public boolean remove(TenantId tenant, BotId id) {
    return rows.remove(tenant, id.value());
  }

  /** One at a time in a tenant: who takes a slug or the preference sees who took it before. */
  private static void awaitTurn(Sql sql, TenantId tenant) {
    sql.list(
        "SELECT id FROM tenants WHERE id = ? FOR NO KEY UPDATE",
        row -> row.uuid("id"),
        tenant.value());
  }

  private static void storeDatasets(Sql sql, Bot bot) {
    sql.update(
        """
        INSERT INTO bot_datasets (tenant_id, bot_id, dataset_id, ordinal)
        SELECT ?, ?, named.dataset_id, named.position - 1
        FROM unnest(?) WITH ORDINALITY AS named (dataset_id, position)
        ON CONFLICT DO NOTHING
        """,
        bot.tenant().value(),
        bot.id().value(),
        SqlArray.uuids(bot.datasets().stream().map(DatasetId::value).toList()));
  }

  private static void storeScopes(Sql sql, Bot bot) {
    sql.update(
        """
        INSERT INTO bot_scopes (tenant_id, bot_id, scope_id, ordinal)
        SELECT ?, ?, named.scope_id, named.position - 1
        FROM unnest(?) WITH ORDINALITY AS named (scope_id, position)
        ON CONFLICT DO NOTHING
        """,
        bot.tenant().value(),
        bot.id().value(),
        SqlArray.uuids(bot.scopes().stream().map(ScopeId::value).toList()));
  }

  private static void storePreference(Sql sql, Bot bot) {
    if (bot.preferred()) {
      sql.update(
          "UPDATE bots SET preferred = false WHERE tenant_id = ? AND preferred AND id <> ?",
          bot.tenant().value(),
          bot.id().value());
    }
    sql.update(
        "UPDATE bots SET preferred = ? WHERE tenant_id = ? AND id = ?",
        bot.preferred(),
        bot.tenant().value(),
        bot.id().value());
  }

  private static Bot bot(Row row) {
    return new Bot(
        new BotId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        new Slug(row.text("slug")),
        row.text("name"),
        row.text("system_prompt"),
        model(row.textOrNull("model")),
        row.float64OrNull("temperature"),
        row.uuids("dataset_ids").stream().map(DatasetId::new).toList(),
        row.uuids("scope_ids").stream().map(ScopeId::new).toList(),
        row.texts("plugins"),
        new RetrievalSettings(
            row.int32("retrieval_k"),
            row.float64("retrieval_min_score"),
            row.constant("retrieval_mode", SearchMode.class),
            row.float64("retrieval_diversity"),
            row.constant("retrieval_fusion", FusionMethod.class),
            row.float64("retrieval_semantic_weight"),
            row.flag("retrieval_rerank"),
            narrowing(row)),
        row.text("greeting"),
        money(row.int64OrNull("daily_budget_micro_usd")),
        row.flag("preferred"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static List<String> tags(Bot bot) {
    return bot.retrieval().narrowing().tags().stream().sorted().toList();
  }

  private static List<String> languages(Bot bot) {
    return bot.retrieval().narrowing().languages().stream().map(Language::code).sorted().toList();
  }

  private static Narrowing narrowing(Row row) {
    return new Narrowing(
        Set.copyOf(row.texts("retrieval_tags")),
        row.texts("retrieval_languages").stream()
            .map(Language::new)
            .collect(Collectors.toUnmodifiableSet()),
        new TimeSpan(
            row.instantOrNull("retrieval_created_after"),
            row.instantOrNull("retrieval_created_before")));
  }

  private static @Nullable Money money(@Nullable Long microUsd) {
    return microUsd == null ? null : new Money(microUsd);
  }

  private static @Nullable ModelId model(@Nullable String name) {
    return name == null ? null : new ModelId(name);
  }
}
