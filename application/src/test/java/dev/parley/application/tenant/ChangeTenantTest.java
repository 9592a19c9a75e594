package dev.parley.application.tenant;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.tenant.ChangeTenant.Command;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.tenant.TenantStatus;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeTenantTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant own = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Principal caller = new Principal(own.id(), "key:1", Set.of(Role.PLATFORM_ADMIN));
  private final ChangeTenant changeTenant =
      new ChangeTenant(
          stores.tenants(),
          stores.unitOfWork(),
          stores.audit(),
          Clock.fixed(LATER, ZoneOffset.UTC));

  @Test
  void renamesATenantAndLeavesTheRest() {
    Tenant changed =
        Outcomes.done(
            changeTenant.change(caller, new Command(other.id(), " Harbour ", null, null)));

    assertThat(changed).isEqualTo(other.tenant().renamed("Harbour", LATER));
    assertThat(stores.tenants().find(other.id())).contains(changed);
  }

  @Test
  void suspendsAndReactivatesAnotherTenant() {
    changeTenant.change(caller, new Command(other.id(), null, TenantStatus.SUSPENDED, null));
    assertThat(stores.tenants().find(other.id()).orElseThrow().status())
        .isEqualTo(TenantStatus.SUSPENDED);

    changeTenant.change(caller, new Command(other.id(), null, TenantStatus.ACTIVE, null));
    assertThat(stores.tenants().find(other.id()))
        .contains(other.tenant().withStatus(TenantStatus.ACTIVE, LATER));
  }

  @Test
  void neverSuspendsTheCallersOwnTenant() {
    assertThat(
            Outcomes.code(
                changeTenant.change(
                    caller, new Command(own.id(), "Harbour", TenantStatus.SUSPENDED, null))))
        .isEqualTo("own_tenant");

    assertThat(stores.tenants().find(own.id())).contains(own.tenant());
  }

  @Test
  void renamesTheCallersOwnTenant() {
    Tenant changed =
        Outcomes.done(
            changeTenant.change(
                caller, new Command(own.id(), "Harbour", TenantStatus.ACTIVE, null)));

    assertThat(changed.name()).isEqualTo("Harbour");
  }

  @Test
  void refusesATenantThatDoesNotExist() {
    Command command = new Command(new TenantId(Fixtures.id()), "Harbour", null, null);

    assertThat(Outcomes.refusal(changeTenant.change(caller, command)))
        .isEqualTo(new Refusal.NotFound("tenant"));
  }

  @Test
  void refusesABlankName() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> changeTenant.change(caller, new Command(other.id(), " ", null, null)));

    assertThat(stores.tenants().find(other.id())).contains(other.tenant());
  }

  @Test
  void letsPeopleShareOnlyWhereItIsSaid() {
    assertThat(stores.tenants().find(other.id()).orElseThrow().sharing()).isFalse();

    Outcomes.done(changeTenant.change(caller, new Command(other.id(), null, null, true)));
    changeTenant.change(caller, new Command(other.id(), "Harbour", null, null));
    assertThat(stores.tenants().find(other.id()).orElseThrow().sharing()).isTrue();

    changeTenant.change(caller, new Command(other.id(), null, null, false));
    assertThat(stores.tenants().find(other.id()).orElseThrow().sharing()).isFalse();
  }
}
