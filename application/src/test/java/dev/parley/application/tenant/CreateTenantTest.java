package dev.parley.application.tenant;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateTenantTest {
  private final Stores stores = Stores.inMemory();
  private final CreateTenant createTenant =
      new CreateTenant(
          stores.tenants(),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          Clock.fixed(NOW, ZoneOffset.UTC));

  private final Principal caller =
      new Principal(new TenantId(Fixtures.id()), "key:1", Set.of(Role.PLATFORM_ADMIN));

  private static CreateTenant.Command command(String slug, String name) {
    return new CreateTenant.Command(new Slug(slug), name);
  }

  @Test
  void storesAnActiveTenant() {
    Tenant tenant =
        Outcomes.done(createTenant.create(caller, command("waterworks", "  Waterworks ")));

    assertThat(tenant.name()).isEqualTo("Waterworks");
    assertThat(tenant.status()).isEqualTo(TenantStatus.ACTIVE);
    assertThat(tenant.createdAt()).isEqualTo(NOW);
    assertThat(stores.tenants().find(tenant.id())).contains(tenant);
    assertThat(stores.tenants().findBySlug(new Slug("waterworks"))).contains(tenant);
  }

  @Test
  void refusesASlugThatIsTaken() {
    Tenant first = Outcomes.done(createTenant.create(caller, command("waterworks", "Waterworks")));

    assertThat(Outcomes.code(createTenant.create(caller, command("waterworks", "Others"))))
        .isEqualTo("slug_taken");

    assertThat(stores.tenants().list(new PageRequest(1, 10)).items()).containsExactly(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \t"})
  void refusesABlankName(String name) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> createTenant.create(caller, command("waterworks", name)))
        .satisfies(invalid -> assertThat(invalid.field()).isEqualTo("name"));

    assertThat(stores.tenants().list(new PageRequest(1, 10)).total()).isZero();
  }
}
