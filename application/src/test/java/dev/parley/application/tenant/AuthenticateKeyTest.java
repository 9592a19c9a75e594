package dev.parley.application.tenant;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticateKeyTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final ApiKeySecret secret = ApiKeySecret.make(new Random(20260301));

  private AuthenticateKey at(Instant now) {
    return new AuthenticateKey(
        stores.apiKeys(), stores.unitOfWork(), Runnable::run, Clock.fixed(now, ZoneOffset.UTC));
  }

  private ApiKey stored(
      StoredTenant owner,
      ApiKeySecret ofKey,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {
    ApiKey key =
        new ApiKey(
            new ApiKeyId(Fixtures.id()),
            owner.id(),
            "Website",
            ofKey.prefix(),
            Set.of(Role.CHAT),
            expiresAt,
            revokedAt,
            NOW);
    stores.apiKeys().add(key, ofKey.hash());
    return key;
  }

  @Test
  void tellsWhoHoldsAKey() {
    ApiKey key = stored(tenant, secret, null, null);

    assertThat(at(NOW).authenticate(secret.value()))
        .contains(new Principal(tenant.id(), "key:" + key.id(), Set.of(Role.CHAT)));
  }

  @Test
  void tellsThoseWhoDoNotWaitTheSame() {
    ApiKey key = stored(tenant, secret, null, null);
    AuthenticateKey authenticate = at(NOW);
    List<String> told = new ArrayList<>();
    Executor teller =
        telling -> {
          told.add("told");
          telling.run();
        };

    assertThat(authenticate.authenticateLater(secret.value(), teller))
        .isCompletedWithValue(Optional.of(key.principal()));
    assertThat(told).hasSize(1);
    assertThat(authenticate.authenticateLater(secret.value() + "x", teller))
        .isCompletedWithValue(Optional.empty());
    assertThat(authenticate.authenticateLater("", teller)).isCompletedWithValue(Optional.empty());
  }

  @Test
  void takesAKeyThatAnOperatorChose() {
    ApiKeySecret chosen = new ApiKeySecret("operator's-own-key");
    ApiKey key = stored(tenant, chosen, null, null);

    assertThat(at(NOW).authenticate("operator's-own-key")).contains(key.principal());
    assertThat(at(NOW).authenticate("operator's-own-keY")).isEmpty();
  }

  @Test
  void refusesAKeyThatNobodyHas() {
    stored(tenant, secret, null, null);

    assertThat(at(NOW).authenticate(ApiKeySecret.make(new Random(1)).value())).isEmpty();
  }

  @Test
  void refusesAnotherSecretUnderTheSamePrefix() {
    stored(tenant, secret, null, null);
    String last = secret.value().endsWith("A") ? "B" : "A";
    ApiKeySecret forged =
        new ApiKeySecret(secret.value().substring(0, secret.value().length() - 1) + last);

    assertThat(forged.prefix()).isEqualTo(secret.prefix());
    assertThat(at(NOW).authenticate(forged.value())).isEmpty();
  }

  @Test
  void tellsKeysOfTwoTenantsUnderTheSamePrefixApart() {
    ApiKeySecret other = new ApiKeySecret(secret.prefix() + "_" + "x".repeat(43));
    StoredTenant otherTenant = stores.tenant();
    ApiKey ours = stored(tenant, secret, null, null);
    ApiKey theirs = stored(otherTenant, other, null, null);

    assertThat(other.prefix()).isEqualTo(secret.prefix());
    assertThat(at(NOW).authenticate(secret.value())).contains(ours.principal());
    assertThat(at(NOW).authenticate(other.value())).contains(theirs.principal());
  }

  @Test
  void refusesARevokedKey() {
    stored(tenant, secret, null, NOW.minusSeconds(1));

    assertThat(at(NOW).authenticate(secret.value())).isEmpty();
  }

  @Test
  void refusesAKeyFromTheMomentItExpires() {
    Instant expiry = NOW.plus(Duration.ofDays(1));
    ApiKey key = stored(tenant, secret, expiry, null);

    assertThat(at(expiry.minusNanos(1)).authenticate(secret.value())).contains(key.principal());
    assertThat(at(expiry).authenticate(secret.value())).isEmpty();
    assertThat(at(expiry.plusNanos(1)).authenticate(secret.value())).isEmpty();
  }

  @Test
  void refusesKeysOfASuspendedTenantUntilItIsActiveAgain() {
    ApiKey key = stored(tenant, secret, null, null);

    stores.tenants().update(tenant.tenant().withStatus(TenantStatus.SUSPENDED, NOW));
    assertThat(at(NOW).authenticate(secret.value())).isEmpty();

    stores.tenants().update(tenant.tenant().withStatus(TenantStatus.ACTIVE, NOW));
    assertThat(at(NOW).authenticate(secret.value())).contains(key.principal());
  }

  @Test
  void refusesAKeyOnceItIsRemoved() {
    ApiKey key = stored(tenant, secret, null, null);
    stores.apiKeys().remove(tenant.id(), key.id());

    assertThat(at(NOW).authenticate(secret.value())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "pk_",
        "short",
        "pk_abcdefgh_with space",
        "pk_abcdefgh_\u0000\u0000\u0000",
        "pk_abcdefgh_\r\nX-Injected: 1",
        "pk_abcdefgh_ключ",
        "' OR '1'='1",
        "pk_%_%_%_%"
      })
  void refusesOddStrings(String presented) {
    stored(tenant, secret, null, null);

    assertThat(at(NOW).authenticate(presented)).isEmpty();
  }

  @Test
  void refusesAKeyTooLongToBeLookedAt() {
    stored(tenant, secret, null, null);

    assertThat(at(NOW).authenticate(secret.value() + "x".repeat(ApiKeySecret.MAX_LENGTH)))
        .isEmpty();
    assertThat(at(NOW).authenticate("x".repeat(1 << 20))).isEmpty();
  }

  @Test
  void refusesAKeyWithSomethingAroundIt() {
    stored(tenant, secret, null, null);

    assertThat(at(NOW).authenticate(secret.value() + "x")).isEmpty();
    assertThat(at(NOW).authenticate(secret.prefix())).isEmpty();
    assertThat(at(NOW).authenticate(" " + secret.value())).isEmpty();
  }

  @Test
  void knowsLaterWhetherAKeyStillHolds() {
    Instant expiry = NOW.plus(Duration.ofDays(1));
    ApiKey key = stored(tenant, secret, expiry, null);
    Principal holder = key.principal();

    assertThat(at(NOW).stillHolds(holder)).isTrue();
    assertThat(at(expiry.minusNanos(1)).stillHolds(holder)).isTrue();
    assertThat(at(expiry).stillHolds(holder)).isFalse();

    stores.tenants().update(tenant.tenant().withStatus(TenantStatus.SUSPENDED, NOW));
    assertThat(at(NOW).stillHolds(holder)).isFalse();
    stores.tenants().update(tenant.tenant().withStatus(TenantStatus.ACTIVE, NOW));
    assertThat(at(NOW).stillHolds(holder)).isTrue();

    stores.apiKeys().remove(tenant.id(), key.id());
    assertThat(at(NOW).stillHolds(holder)).isFalse();
  }

  @Test
  void holdsNoLongerOnceTheKeyIsRevoked() {
    ApiKey key = stored(tenant, secret, null, NOW.minusSeconds(1));

    assertThat(at(NOW).stillHolds(key.principal())).isFalse();
  }

  @Test
  void holdsNoMoreRolesThanTheKeyHas() {
    ApiKey key = stored(tenant, secret, null, null);
    String subject = key.principal().subject();

    assertThat(at(NOW).stillHolds(new Principal(tenant.id(), subject, Set.of(Role.KNOWLEDGE))))
        .isFalse();
  }

  @Test
  void holdsForNobodyElse() {
    ApiKey key = stored(tenant, secret, null, null);
    Set<Role> roles = Set.of(Role.CHAT);
    StoredTenant other = stores.tenant();

    assertThat(at(NOW).stillHolds(new Principal(tenant.id(), "user:" + key.id(), roles))).isFalse();
    assertThat(at(NOW).stillHolds(new Principal(tenant.id(), "key:none", roles))).isFalse();
    assertThat(at(NOW).stillHolds(new Principal(other.id(), "key:" + key.id(), roles))).isFalse();
  }
}
