package dev.parley.adapters.persistence.tenant;

import dev.parley.adapters.persistence.transaction.JdbcUnitOfWork;
import dev.parley.adapters.persistence.transaction.Row;
import dev.parley.adapters.persistence.transaction.SqlArray;
import dev.parley.adapters.persistence.transaction.TenantRows;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.ApiKeys;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** API keys in PostgreSQL: prefix and hash, never the secret. */
public final class JdbcApiKeys implements ApiKeys {
  private static final String SELECT =
      """
      SELECT tenant_id, id, name, prefix, roles, expires_at, revoked_at, created_at
      FROM api_keys
      """;

  private final JdbcUnitOfWork unitOfWork;
  private final TenantRows<ApiKey> rows;

  public JdbcApiKeys(JdbcUnitOfWork unitOfWork) {
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.rows = new TenantRows<>(unitOfWork, "api_keys", SELECT, JdbcApiKeys::key);
  }

  @Override
  public void add(ApiKey key, byte[] hash) {
    unitOfWork.rowsOf(
        key.tenant(),
        sql ->
            sql.update(
                """
                INSERT INTO api_keys
                  (tenant_id, id, name, prefix, hash, roles, expires_at, revoked_at, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                key.tenant().value(),
                key.id().value(),
                key.name(),
                key.prefix(),
                hash,
                roles(key.roles()),
                key.expiresAt(),
                key.revokedAt(),
                key.createdAt()));
  }

  @Override
  public List<StoredKey> findByPrefixes(Set<String> prefixes) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.list(
                """
                SELECT k.tenant_id, k.id, k.name, k.prefix, k.roles, k.expires_at, k.revoked_at,
                  k.created_at, k.hash, t.status AS tenant_status
                FROM api_keys k
                JOIN tenants t ON t.id = k.tenant_id
                WHERE k.prefix = ANY (?)
                """,
                JdbcApiKeys::storedKey,
                SqlArray.texts(prefixes)));
  }

  @Override
  public Optional<ApiKey> find(TenantId tenant, ApiKeyId id) {
    return rows.find(tenant, id.value());
  }

  @Override
  public Optional<TenantId> tenantOf(ApiKeyId id) {
    return unitOfWork.rowsOfAll(
        sql ->
            sql.first(
                "SELECT tenant_id FROM api_keys WHERE id = ?",
                row -> new TenantId(row.uuid("tenant_id")),
                id.value()));
  }

  @Override
  public Page<ApiKey> list(TenantId tenant, PageRequest page) {
    return rows.newestFirst(tenant, page);
  }

  @Override
  public boolean update(ApiKey key) {
    return unitOfWork.rowsOf(
            key.tenant(),
            sql ->
                sql.update(
                    """
                    UPDATE api_keys
                    SET name = ?, roles = ?, expires_at = ?, revoked_at = coalesce(revoked_at, ?)
                    WHERE tenant_id = ? AND id = ?
                    """,
                    key.name(),
                    roles(key.roles()),
                    key.expiresAt(),
                    key.revokedAt(),
                    key.tenant().value(),
                    key.id().value()))
        > 0;
  }

  @Override
  public boolean remove(TenantId tenant, ApiKeyId id) {
    return rows.remove(tenant, id.value());
  }

  private static StoredKey storedKey(Row row) {
    return new StoredKey(
        key(row), row.bytes("hash"), row.constant("tenant_status", TenantStatus.class));
  }

  private static ApiKey key(Row row) {
    return new ApiKey(
        new ApiKeyId(row.uuid("id")),
        new TenantId(row.uuid("tenant_id")),
        row.text("name"),
        row.text("prefix"),
        row.texts("roles").stream()
            .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()),
        row.instantOrNull("expires_at"),
        row.instantOrNull("revoked_at"),
        row.instant("created_at"));
  }

  private static SqlArray roles(Set<Role> roles) {
    return SqlArray.texts(
        roles.stream().sorted().map(role -> role.name().toLowerCase(Locale.ROOT)).toList());
  }
}
