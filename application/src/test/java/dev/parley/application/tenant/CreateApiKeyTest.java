package dev.parley.application.tenant;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tenant.ApiKeys.StoredKey;
import dev.parley.application.tenant.CreateApiKey.Command;
import dev.parley.application.tenant.CreateApiKey.Created;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CreateApiKeyTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant own = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final CreateApiKey createApiKey =
      new CreateApiKey(
          stores.apiKeys(),
          stores.tenants(),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          new Random(20260301),
          Clock.fixed(NOW, ZoneOffset.UTC));

  private Principal caller(Role role) {
    return new Principal(own.id(), "key:1", Set.of(role));
  }

  private long keys() {
    return stores.apiKeys().list(own.id(), new PageRequest(1, 10)).total()
        + stores.apiKeys().list(other.id(), new PageRequest(1, 10)).total();
  }

  @Test
  void makesAKeyInTheCallersTenantThatOpensIt() {
    Instant expiry = NOW.plusSeconds(3600);
    Command command = new Command(null, "  Website ", Set.of(Role.CHAT, Role.KNOWLEDGE), expiry);

    Created created = Outcomes.done(createApiKey.create(caller(Role.TENANT_ADMIN), command));

    ApiKey key = created.key();
    assertThat(key.tenant()).isEqualTo(own.id());
    assertThat(key.name()).isEqualTo("Website");
    assertThat(key.roles()).containsExactlyInAnyOrder(Role.CHAT, Role.KNOWLEDGE);
    assertThat(key.expiresAt()).isEqualTo(expiry);
    assertThat(key.revokedAt()).isNull();
    assertThat(key.prefix()).isEqualTo(created.secret().prefix());
    assertThat(stores.apiKeys().find(own.id(), key.id())).contains(key);
    AuthenticateKey authenticate =
        new AuthenticateKey(
            stores.apiKeys(), stores.unitOfWork(), Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(authenticate.authenticate(created.secret().value())).contains(key.principal());
  }

  @Test
  void storesTheHashAndNeverTheSecret() {
    Created created =
        Outcomes.done(
            createApiKey.create(
                caller(Role.TENANT_ADMIN), new Command(null, "Site", Set.of(Role.CHAT), null)));

    StoredKey stored = stores.apiKeys().findByPrefix(created.secret().prefix()).getFirst();

    assertThat(stored.hash()).isEqualTo(created.secret().hash());
    String unshown = created.secret().value().substring(created.secret().prefix().length() + 1);
    assertThat(stored.key().toString()).doesNotContain(unshown);
  }

  @Test
  void makesEachKeyAnother() {
    Command command = new Command(null, "Site", Set.of(Role.CHAT), null);

    Created one = Outcomes.done(createApiKey.create(caller(Role.TENANT_ADMIN), command));
    Created two = Outcomes.done(createApiKey.create(caller(Role.TENANT_ADMIN), command));

    assertThat(one.secret()).isNotEqualTo(two.secret());
    assertThat(one.key().id()).isNotEqualTo(two.key().id());
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT, KNOWLEDGE",
    "CHAT, PLATFORM_ADMIN",
    "KNOWLEDGE, TENANT_ADMIN",
    "TENANT_ADMIN, PLATFORM_ADMIN"
  })
  void refusesRolesAboveTheCallers(Role callers, Role wanted) {
    Command command = new Command(null, "Site", Set.of(Role.CHAT, wanted), null);

    assertThat(Outcomes.refusal(createApiKey.create(caller(callers), command)))
        .isInstanceOf(Refusal.Forbidden.class);

    assertThat(keys()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void grantsTheCallersOwnRoleAndThoseBelow(Role role) {
    Command command = new Command(null, "Site", role.withIncluded(), null);

    Created created = Outcomes.done(createApiKey.create(caller(role), command));

    assertThat(created.key().roles()).isEqualTo(role.withIncluded());
  }

  @Test
  void answersATenantAdministratorAlikeForAForeignAndAnUnknownTenant() {
    Command foreign = new Command(other.id(), "Site", Set.of(Role.CHAT), null);
    Command unknown =
        new Command(new TenantId(Fixtures.id()), "Site", Set.of(Role.PLATFORM_ADMIN), null);

    assertThat(Outcomes.refusal(createApiKey.create(caller(Role.TENANT_ADMIN), foreign)))
        .isEqualTo(Outcomes.refusal(createApiKey.create(caller(Role.TENANT_ADMIN), unknown)))
        .isEqualTo(new Refusal.NotFound("tenant"));

    assertThat(keys()).isZero();
  }

  @Test
  void letsATenantAdministratorNameTheOwnTenant() {
    Command command = new Command(own.id(), "Site", Set.of(Role.CHAT), null);

    Created created = Outcomes.done(createApiKey.create(caller(Role.TENANT_ADMIN), command));

    assertThat(created.key().tenant()).isEqualTo(own.id());
  }

  @Test
  void letsAPlatformAdministratorMakeKeysOfEveryTenant() {
    Command command = new Command(other.id(), "First", Set.of(Role.TENANT_ADMIN), null);

    Created created = Outcomes.done(createApiKey.create(caller(Role.PLATFORM_ADMIN), command));

    assertThat(stores.apiKeys().find(other.id(), created.key().id())).contains(created.key());
  }

  @Test
  void refusesAPlatformAdministratorATenantThatDoesNotExist() {
    Command command =
        new Command(new TenantId(Fixtures.id()), "First", Set.of(Role.TENANT_ADMIN), null);

    assertThat(Outcomes.refusal(createApiKey.create(caller(Role.PLATFORM_ADMIN), command)))
        .isEqualTo(new Refusal.NotFound("tenant"));
  }

  @Test
  void refusesAnExpiryThatIsNotToCome() {
    Command past = new Command(null, "Site", Set.of(Role.CHAT), NOW.minusSeconds(1));
    Command present = new Command(null, "Site", Set.of(Role.CHAT), NOW);

    assertThat(Outcomes.refusal(createApiKey.create(caller(Role.TENANT_ADMIN), past)))
        .isInstanceOfSatisfying(
            Refusal.Invalid.class, refusal -> assertThat(refusal.field()).isEqualTo("expires_at"));
    assertThat(Outcomes.refusal(createApiKey.create(caller(Role.TENANT_ADMIN), present)))
        .isInstanceOf(Refusal.Invalid.class);

    assertThat(keys()).isZero();
  }

  @Test
  void refusesAKeyWithoutNameOrRoles() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () ->
                createApiKey.create(
                    caller(Role.TENANT_ADMIN), new Command(null, " ", Set.of(Role.CHAT), null)))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("name"));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(
            () ->
                createApiKey.create(
                    caller(Role.TENANT_ADMIN), new Command(null, "Site", Set.of(), null)))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("roles"));

    assertThat(keys()).isZero();
  }
}
