package dev.parley.application.tenant;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tenant.ChangeApiKey.Command;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.ApiKeyId;
import dev.parley.domain.tenant.ApiKeySecret;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeApiKeyTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant own = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Principal admin = new Principal(own.id(), "key:1", Set.of(Role.TENANT_ADMIN));
  private final Principal platform = new Principal(own.id(), "key:2", Set.of(Role.PLATFORM_ADMIN));
  private final ChangeApiKey changeApiKey = at(LATER);

  private ChangeApiKey at(Instant now) {
    return new ChangeApiKey(
        stores.apiKeys(), stores.unitOfWork(), stores.audit(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private ApiKey stored(StoredTenant tenant, Role... roles) {
    ApiKeySecret secret = ApiKeySecret.make(new Random(roles.length));
    ApiKey key =
        new ApiKey(
            new ApiKeyId(Fixtures.id()),
            tenant.id(),
            "Website",
            secret.prefix(),
            Set.of(roles),
            null,
            null,
            NOW);
    stores.apiKeys().add(key, secret.hash());
    return key;
  }

  private static Command rename(ApiKeyId key) {
    return new Command(key, "Intranet", null, null, null);
  }

  private static Command revoke(ApiKeyId key) {
    return new Command(key, null, null, null, true);
  }

  private ApiKey inStore(ApiKey key) {
    return stores.apiKeys().find(key.tenant(), key.id()).orElseThrow();
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    ApiKey key = stored(own, Role.CHAT);

    ApiKey renamed =
        Outcomes.done(
            changeApiKey.change(admin, new Command(key.id(), " Intranet ", null, null, null)));
    assertThat(renamed.name()).isEqualTo("Intranet");
    assertThat(renamed.roles()).containsExactly(Role.CHAT);

    Instant expiry = LATER.plusSeconds(60);
    ApiKey changed =
        Outcomes.done(
            changeApiKey.change(
                admin, new Command(key.id(), null, Set.of(Role.KNOWLEDGE), expiry, null)));
    assertThat(changed.name()).isEqualTo("Intranet");
    assertThat(changed.roles()).containsExactly(Role.KNOWLEDGE);
    assertThat(changed.expiresAt()).isEqualTo(expiry);
    assertThat(changed.revokedAt()).isNull();
    assertThat(inStore(key)).isEqualTo(changed);
  }

  @Test
  void revokesForGood() {
    ApiKey key = stored(own, Role.CHAT);

    ApiKey revoked = Outcomes.done(changeApiKey.change(admin, revoke(key.id())));
    assertThat(revoked.revokedAt()).isEqualTo(LATER);
    assertThat(revoked.isUsableAt(LATER)).isFalse();

    Command revive = new Command(key.id(), null, null, null, false);
    assertThat(Outcomes.code(changeApiKey.change(admin, revive))).isEqualTo("key_revoked");
    assertThat(Outcomes.code(changeApiKey.change(platform, revive))).isEqualTo("key_revoked");
    assertThat(inStore(key)).isEqualTo(revoked);
  }

  @Test
  void keepsTheFirstTimeOfARevocation() {
    ApiKey key = stored(own, Role.CHAT);
    changeApiKey.change(admin, revoke(key.id()));

    ApiKey again = Outcomes.done(at(LATER.plusSeconds(60)).change(admin, revoke(key.id())));

    assertThat(again.revokedAt()).isEqualTo(LATER);
    assertThat(inStore(key).revokedAt()).isEqualTo(LATER);
  }

  @Test
  void leavesAKeyInUseThatIsToldNotToBeRevoked() {
    ApiKey key = stored(own, Role.CHAT);

    Outcomes.done(changeApiKey.change(admin, new Command(key.id(), null, null, null, false)));

    assertThat(inStore(key)).isEqualTo(key);
  }

  @Test
  void showsButNeverChangesAKeyAboveTheCallersRoles() {
    ApiKey key = stored(own, Role.CHAT, Role.PLATFORM_ADMIN);

    assertThat(Outcomes.done(changeApiKey.find(admin, key.id()))).isEqualTo(key);
    assertThat(Outcomes.refusal(changeApiKey.change(admin, rename(key.id()))))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThat(Outcomes.refusal(changeApiKey.change(admin, revoke(key.id()))))
        .isInstanceOf(Refusal.Forbidden.class);
    Command demote = new Command(key.id(), null, Set.of(Role.CHAT), null, null);
    assertThat(Outcomes.refusal(changeApiKey.change(admin, demote)))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThat(Outcomes.refusal(changeApiKey.remove(admin, key.id())))
        .isInstanceOf(Refusal.Forbidden.class);

    assertThat(inStore(key)).isEqualTo(key);
  }

  @Test
  void givesNoRolesAboveTheCallers() {
    ApiKey key = stored(own, Role.CHAT);
    Command promote = new Command(key.id(), null, Set.of(Role.PLATFORM_ADMIN), null, null);

    assertThat(Outcomes.refusal(changeApiKey.change(admin, promote)))
        .isInstanceOf(Refusal.Forbidden.class);

    assertThat(inStore(key)).isEqualTo(key);
  }

  @Test
  void answersAlikeForForeignAndUnknownKeys() {
    ApiKeyId foreign = stored(other, Role.CHAT).id();
    ApiKeyId privileged = stored(other, Role.PLATFORM_ADMIN).id();
    ApiKeyId unknown = new ApiKeyId(Fixtures.id());

    for (ApiKeyId id : Set.of(foreign, privileged, unknown)) {
      assertThat(Outcomes.refusal(changeApiKey.find(admin, id)))
          .isEqualTo(new Refusal.NotFound("api_key"));
      assertThat(Outcomes.refusal(changeApiKey.change(admin, rename(id))))
          .isEqualTo(new Refusal.NotFound("api_key"));
      assertThat(Outcomes.refusal(changeApiKey.remove(admin, id)))
          .isEqualTo(new Refusal.NotFound("api_key"));
    }

    assertThat(stores.apiKeys().find(other.id(), foreign).orElseThrow().name())
        .isEqualTo("Website");
  }

  @Test
  void letsAPlatformAdministratorReachKeysOfEveryTenant() {
    ApiKey key = stored(other, Role.PLATFORM_ADMIN);

    assertThat(Outcomes.done(changeApiKey.find(platform, key.id()))).isEqualTo(key);
    ApiKey renamed = Outcomes.done(changeApiKey.change(platform, rename(key.id())));
    assertThat(renamed.tenant()).isEqualTo(other.id());
    assertThat(inStore(key)).isEqualTo(renamed);
    assertThat(Outcomes.refusal(changeApiKey.find(platform, new ApiKeyId(Fixtures.id()))))
        .isEqualTo(new Refusal.NotFound("api_key"));
  }

  @Test
  void removesAKey() {
    ApiKey key = stored(own, Role.CHAT);

    assertThat(Outcomes.done(changeApiKey.remove(admin, key.id()))).isEqualTo(key);

    assertThat(stores.apiKeys().find(own.id(), key.id())).isEmpty();
    assertThat(Outcomes.refusal(changeApiKey.remove(admin, key.id())))
        .isEqualTo(new Refusal.NotFound("api_key"));
  }

  @Test
  void refusesABlankNameAndNoRoles() {
    ApiKey key = stored(own, Role.CHAT);

    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeApiKey.change(admin, new Command(key.id(), " ", null, null, null)));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () -> changeApiKey.change(admin, new Command(key.id(), null, Set.of(), null, null)));

    assertThat(inStore(key)).isEqualTo(key);
  }
}
