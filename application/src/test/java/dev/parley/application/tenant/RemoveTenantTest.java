package dev.parley.application.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemoveTenantTest {
  private final Stores stores = Stores.inMemory();
  private final StoredTenant own = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final Principal caller = new Principal(own.id(), "key:1", Set.of(Role.PLATFORM_ADMIN));
  private final List<TenantId> removedFromIndex = new ArrayList<>();
  private final RemoveTenant removeTenant =
      new RemoveTenant(
          stores.tenants(), this::removeFromIndex, stores.unitOfWork(), stores.audit());

  /** The store is asked here, so that the order of the two is seen. */
  private void removeFromIndex(TenantId tenant) {
    assertThat(stores.tenants().find(tenant)).isEmpty();
    removedFromIndex.add(tenant);
  }

  @Test
  void removesATenantFromTheStoreAndThenFromTheIndex() {
    Dataset dataset = other.withDataset();

    assertThat(Outcomes.done(removeTenant.remove(caller, other.id()))).isEqualTo(other.id());

    assertThat(stores.tenants().find(other.id())).isEmpty();
    assertThat(stores.datasets().find(other.id(), dataset.id())).isEmpty();
    assertThat(removedFromIndex).containsExactly(other.id());
    assertThat(stores.tenants().find(own.id())).contains(own.tenant());
  }

  @Test
  void neverRemovesTheCallersOwnTenant() {
    assertThat(Outcomes.code(removeTenant.remove(caller, own.id()))).isEqualTo("own_tenant");

    assertThat(stores.tenants().find(own.id())).contains(own.tenant());
    assertThat(removedFromIndex).isEmpty();
  }

  @Test
  void refusesATenantThatDoesNotExist() {
    assertThat(Outcomes.refusal(removeTenant.remove(caller, new TenantId(Fixtures.id()))))
        .isEqualTo(new Refusal.NotFound("tenant"));

    assertThat(removedFromIndex).isEmpty();
  }
}
