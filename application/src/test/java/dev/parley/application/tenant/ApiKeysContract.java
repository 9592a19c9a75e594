package dev.parley.application.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.tenant.ApiKeys.StoredKey;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ApiKeys} does. */
public abstract class ApiKeysContract {
  private static final Instant LATER = Fixtures.NOW.plusSeconds(60);

  private Stores stores;
  private ApiKeys keys;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    keys = stores.apiKeys();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private static byte[] hash(int fill) {
    byte[] hash = new byte[32];
    Arrays.fill(hash, (byte) fill);
    return hash;
  }

  private ApiKey stored(StoredTenant owner, String prefix) {
    ApiKey key = Fixtures.apiKey(owner.id(), prefix);
    keys.add(key, hash(0x80));
    return key;
  }

  private static ApiKey changed(
      ApiKey key,
      TenantId tenant,
      String name,
      Set<Role> roles,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {
    return new ApiKey(
        key.id(), tenant, name, key.prefix(), roles, expiresAt, revokedAt, key.createdAt());
  }

  @Test
  void findsAKeyByItsPrefixWithItsHash() {
    ApiKey key = Fixtures.apiKey(tenant.id(), "pk_abcdefgh");
    keys.add(key, hash(0xfe));

    List<StoredKey> found = keys.findByPrefix("pk_abcdefgh");

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().key()).isEqualTo(key);
    assertThat(found.getFirst().hash()).isEqualTo(hash(0xfe));
    assertThat(found.getFirst().tenantStatus()).isEqualTo(TenantStatus.ACTIVE);
  }

  @Test
  void findsNoKeyByAnythingButItsWholePrefix() {
    stored(tenant, "pk_abcdefgh");

    assertThat(keys.findByPrefix("pk_abcdefg")).isEmpty();
    assertThat(keys.findByPrefix("pk_%")).isEmpty();
    assertThat(keys.findByPrefix("PK_ABCDEFGH")).isEmpty();
    assertThat(keys.findByPrefix("")).isEmpty();
  }

  @Test
  void findsKeysOfAnyTenantByTheirPrefix() {
    ApiKey one = stored(tenant, "ext_deadbeef");
    ApiKey other = stored(otherTenant, "ext_deadbeef");

    assertThat(keys.findByPrefix("ext_deadbeef"))
        .extracting(StoredKey::key)
        .containsExactlyInAnyOrder(one, other);
  }

  @Test
  void findsKeysByManyPrefixesAtOnce() {
    ApiKey one = stored(tenant, "pk_abcdefgh");
    ApiKey other = stored(otherTenant, "ext_deadbeef");
    stored(tenant, "pk_unwanted");

    assertThat(keys.findByPrefixes(Set.of("pk_abcdefgh", "ext_deadbeef", "pk_nonesuch")))
        .extracting(StoredKey::key)
        .containsExactlyInAnyOrder(one, other);
    assertThat(keys.findByPrefixes(Set.of())).isEmpty();
  }

  @Test
  void tellsThatATenantIsSuspended() {
    stored(tenant, "pk_abcdefgh");
    stores.tenants().update(tenant.tenant().withStatus(TenantStatus.SUSPENDED, LATER));

    assertThat(keys.findByPrefix("pk_abcdefgh"))
        .extracting(StoredKey::tenantStatus)
        .containsExactly(TenantStatus.SUSPENDED);
  }

  @Test
  void keepsExpiryRevocationAndEveryRole() {
    ApiKey key = Fixtures.apiKey(tenant.id(), "pk_abcdefgh");
    ApiKey full =
        changed(key, tenant.id(), "Über alles", EnumSet.allOf(Role.class), LATER, Fixtures.NOW);

    keys.add(full, hash(1));

    assertThat(keys.find(tenant.id(), key.id())).contains(full);
  }

  @Test
  void findsAKeyInItsTenantOnly() {
    ApiKey key = stored(tenant, "pk_abcdefgh");

    assertThat(keys.find(tenant.id(), key.id())).contains(key);
    assertThat(keys.find(otherTenant.id(), key.id())).isEmpty();
    assertThat(keys.find(tenant.id(), new ApiKeyId(Fixtures.id()))).isEmpty();
  }

  @Test
  void tellsWhoseAKeyIs() {
    ApiKey key = stored(tenant, "pk_abcdefgh");

    assertThat(keys.tenantOf(key.id())).contains(tenant.id());
    assertThat(keys.tenantOf(new ApiKeyId(Fixtures.id()))).isEmpty();
  }

  @Test
  void listsNewestFirstAndNoOtherTenants() {
    ApiKey older = stored(tenant, "pk_older000");
    ApiKey newer = stored(tenant, "pk_newer000");
    ApiKey newest = stored(tenant, "pk_newest00");
    stored(otherTenant, "pk_foreign0");

    assertThat(keys.list(tenant.id(), new PageRequest(1, 2)).items())
        .containsExactly(newest, newer);
    assertThat(keys.list(tenant.id(), new PageRequest(2, 2)).items()).containsExactly(older);
    assertThat(keys.list(tenant.id(), new PageRequest(1, 2)).total()).isEqualTo(3);
  }

  @Test
  void storesNameRolesExpiryAndRevocation() {
    ApiKey key = stored(tenant, "pk_abcdefgh");
    ApiKey changed = changed(key, tenant.id(), "Intranet", Set.of(Role.TENANT_ADMIN), LATER, LATER);

    assertThat(keys.update(changed)).isTrue();

    assertThat(keys.find(tenant.id(), key.id())).contains(changed);
    assertThat(keys.findByPrefix("pk_abcdefgh").getFirst().hash()).isEqualTo(hash(0x80));
  }

  @Test
  void keepsARevokedKeyRevoked() {
    ApiKey key = stored(tenant, "pk_abcdefgh");
    keys.update(changed(key, tenant.id(), "Website", key.roles(), null, Fixtures.NOW));

    assertThat(keys.update(changed(key, tenant.id(), "Intranet", key.roles(), null, null)))
        .isTrue();
    assertThat(keys.find(tenant.id(), key.id()).orElseThrow())
        .isEqualTo(changed(key, tenant.id(), "Intranet", key.roles(), null, Fixtures.NOW));

    keys.update(changed(key, tenant.id(), "Intranet", key.roles(), null, LATER));
    assertThat(keys.find(tenant.id(), key.id()).orElseThrow().revokedAt()).isEqualTo(Fixtures.NOW);
  }

  @Test
  void changesNoKeyOfAnotherTenant() {
    ApiKey key = stored(tenant, "pk_abcdefgh");
    ApiKey stolen =
        changed(key, otherTenant.id(), "Stolen", Set.of(Role.PLATFORM_ADMIN), null, null);

    assertThat(keys.update(stolen)).isFalse();

    assertThat(keys.find(tenant.id(), key.id())).contains(key);
    assertThat(keys.find(otherTenant.id(), key.id())).isEmpty();
  }

  @Test
  void removesAKeyOfItsTenantOnly() {
    ApiKey key = stored(tenant, "pk_abcdefgh");

    assertThat(keys.remove(otherTenant.id(), key.id())).isFalse();
    assertThat(keys.findByPrefix("pk_abcdefgh")).hasSize(1);

    assertThat(keys.remove(tenant.id(), key.id())).isTrue();
    assertThat(keys.findByPrefix("pk_abcdefgh")).isEmpty();
    assertThat(keys.remove(tenant.id(), key.id())).isFalse();
  }
}
