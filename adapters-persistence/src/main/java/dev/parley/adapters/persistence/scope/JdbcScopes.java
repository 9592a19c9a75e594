package dev.parley.adapters.persistence.scope;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.adapters.persistence.transaction.TenantRows;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.scope.Scopes;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.TenantId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Scopes in PostgreSQL. */
public final class JdbcScopes implements Scopes {
  private static final String SELECT =
      """
      SELECT tenant_id, id, name, description, allowed_topics, example_questions, denied_topics,
        refusal_message, strictness, grounded_only, plugins, created_at, updated_at,
        ARRAY(SELECT key FROM jsonb_each_text(pii_policy) ORDER BY key) AS pii_kinds,
        ARRAY(SELECT value FROM jsonb_each_text(pii_policy) ORDER BY key) AS pii_actions
      FROM scopes
      """;

  private final JdbcUnitOfWork unitOfWork;
  private final TenantRows<Scope> rows;

  public JdbcScopes(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.rows = new TenantRows<>(unitOfWork, "scopes", SELECT, JdbcScopes::scope);
  }

  @Override
  public void add(Scope scope) {
    var unused =
        unitOfWork.rowsOf(
            scope.tenant(),
            sql ->
                sql.update(
                    """
                    INSERT INTO scopes
                      (tenant_id, id, name, description, allowed_topics, example_questions,
                       denied_topics, refusal_message, strictness, pii_policy, grounded_only,
                       plugins, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, jsonb_object(?, ?), ?, ?, ?, ?)
                    """,
                    scope.tenant().value(),
                    scope.id().value(),
                    scope.name(),
                    scope.description(),
                    SqlArray.texts(scope.allowedTopics()),
                    SqlArray.texts(scope.exampleQuestions()),
                    SqlArray.texts(scope.deniedTopics()),
                    scope.refusalMessage(),
                    scope.strictness(),
                    kinds(scope),
                    actions(scope),
                    scope.groundedOnly(),
                    plugins(scope),
                    scope.createdAt(),
                    scope.updatedAt()));
  }

  @Override
  public Optional<Scope> find(TenantId tenant, ScopeId id) {
    return rows.find(tenant, id.value());
  }

  @Override
  public List<Scope> find(TenantId tenant, List<ScopeId> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    SqlArray wanted = SqlArray.uuids(ids.stream().map(ScopeId::value).toList());
    return unitOfWork.rowsOf(
        tenant,
        sql ->
            sql.list(
                SELECT + "WHERE tenant_id = ? AND id = ANY (?) ORDER BY array_position(?, id)",
                JdbcScopes::scope,
                tenant.value(),
                wanted,
                wanted));
  }

  @Override
  public Page<Scope> list(TenantId tenant, PageRequest page) {
    return rows.newestFirst(tenant, page);
  }

  @Override
  public boolean update(Scope scope) {
    return unitOfWork.rowsOf(
            scope.tenant(),
            sql ->
                sql.update(
                    """
                    UPDATE scopes
                    SET name = ?, description = ?, allowed_topics = ?, example_questions = ?,
                      denied_topics = ?, refusal_message = ?, strictness = ?,
                      pii_policy = jsonb_object(?, ?), grounded_only = ?, plugins = ?,
                      updated_at = ?
                    WHERE tenant_id = ? AND id = ?
                    """,
                    scope.name(),
                    scope.description(),
                    SqlArray.texts(scope.allowedTopics()),
                    SqlArray.texts(scope.exampleQuestions()),
                    SqlArray.texts(scope.deniedTopics()),
                    scope.refusalMessage(),
                    scope.strictness(),
                    kinds(scope),
                    actions(scope),
                    scope.groundedOnly(),
                    plugins(scope),
                    scope.updatedAt(),
                    scope.tenant().value(),
                    scope.id().value()))
        > 0;
  }

  @Override
  public boolean remove(TenantId tenant, ScopeId id) {
    return rows.remove(tenant, id.value());
  }

  private static @Nullable SqlArray plugins(Scope scope) {
    return scope.plugins() == null ? null : SqlArray.texts(scope.plugins());
  }

  private static SqlArray kinds(Scope scope) {
    return SqlArray.texts(byKind(scope).keySet().stream().map(PiiKind::code).toList());
  }

  private static SqlArray actions(Scope scope) {
    return SqlArray.texts(byKind(scope).values().stream().map(PiiAction::code).toList());
  }

  /** In one order, so that kinds and actions stay together. */
  private static Map<PiiKind, PiiAction> byKind(Scope scope) {
    Map<PiiKind, PiiAction> ordered = new EnumMap<>(PiiKind.class);
    ordered.putAll(scope.piiPolicy());
    return ordered;
  }

  private static Scope scope(Row row) {
    return new Scope(
        new ScopeId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        row.text("name"),
        row.text("description"),
        row.texts("allowed_topics"),
        row.texts("example_questions"),
        row.texts("denied_topics"),
        row.text("refusal_message"),
        row.constant("strictness", Strictness.class),
        policy(row.texts("pii_kinds"), row.texts("pii_actions")),
        row.flag("grounded_only"),
        row.textsOrNull("plugins"),
        row.instant("created_at"),
        row.instant("updated_at"));
  }

  private static Map<PiiKind, PiiAction> policy(List<String> kinds, List<String> actions) {
    Map<PiiKind, PiiAction> policy = new EnumMap<>(PiiKind.class);
    for (int i = 0; i < kinds.size(); i++) {
      policy.put(
          PiiKind.valueOf(kinds.get(i).toUpperCase(Locale.ROOT)),
          PiiAction.valueOf(actions.get(i).toUpperCase(Locale.ROOT)));
    }
    return policy;
  }
}
