package dev.parley.application.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link UnitOfWork} does for the ports that store. */
public abstract class UnitOfWorkContract {
  private static final PageRequest FIRST_PAGE = new PageRequest(1, 100);

  private Stores stores;
  private UnitOfWork unitOfWork;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The unit of work under test and ports that join it, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    unitOfWork = stores.unitOfWork();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private long datasets() {
    return stores.datasets().list(tenant.id(), FIRST_PAGE).total();
  }

  private Object withDatasetAndFailure() {
    tenant.withDataset();
    throw new UnsupportedOperationException("planned");
  }

  @Test
  void keepsAllChangesWhenTheWorkReturns() {
    String result =
        unitOfWork.inTenant(
            tenant.id(),
            () -> {
              tenant.withDataset();
              tenant.withDataset();
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(datasets()).isEqualTo(2);
  }

  @Test
  void letsTheWorkReturnNull() {
    assertThat(unitOfWork.<Object>inTenant(tenant.id(), () -> null)).isNull();
    assertThat(unitOfWork.<Object>acrossTenants(() -> null)).isNull();
  }

  @Test
  void keepsNoChangeWhenTheWorkThrows() {
    assertThatThrownBy(() -> unitOfWork.inTenant(tenant.id(), this::withDatasetAndFailure))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("planned");

    assertThat(datasets()).isZero();
  }

  @Test
  void keepsNoChangeWhenTheWorkThrowsAnError() {
    assertThatThrownBy(
            () ->
                unitOfWork.inTenant(
                    tenant.id(),
                    () -> {
                      tenant.withDataset();
                      throw new StackOverflowError("planned");
                    }))
        .isInstanceOf(StackOverflowError.class);

    assertThat(datasets()).isZero();
  }

  @Test
  void keepsNoChangeForThePlatformWhenTheWorkThrows() {
    Tenant third = Fixtures.tenant();

    assertThatThrownBy(
            () ->
                unitOfWork.acrossTenants(
                    () -> {
                      stores.tenants().add(third);
                      throw new UnsupportedOperationException("planned");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThat(stores.tenants().find(third.id())).isEmpty();
  }

  @Test
  void seesItsOwnChanges() {
    long seen =
        unitOfWork.inTenant(
            tenant.id(),
            () -> {
              tenant.withDataset();
              return datasets();
            });

    assertThat(seen).isEqualTo(1);
  }

  @Test
  void joinsTheUnitOfTheSameTenant() {
    assertThatThrownBy(
            () ->
                unitOfWork.inTenant(
                    tenant.id(),
                    () -> {
                      unitOfWork.inTenant(tenant.id(), tenant::withDataset);
                      throw new UnsupportedOperationException("planned");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThat(datasets()).isZero();
  }

  @Test
  void joinsTheUnitForAllTenants() {
    Tenant third = Fixtures.tenant();

    boolean found =
        unitOfWork.acrossTenants(
            () -> {
              stores.tenants().add(third);
              return unitOfWork.acrossTenants(() -> stores.tenants().find(third.id())).isPresent();
            });

    assertThat(found).isTrue();
  }

  @Test
  void failsAsAWholeWhenWorkThatJoinedThrew() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                unitOfWork.inTenant(
                    tenant.id(),
                    () -> {
                      try {
                        unitOfWork.inTenant(tenant.id(), this::withDatasetAndFailure);
                      } catch (UnsupportedOperationException swallowed) {
                        tenant.withDataset();
                      }
                      return "done";
                    }));

    assertThat(datasets()).isZero();
  }

  @Test
  void refusesAnotherTenantWithinAUnit() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                unitOfWork.inTenant(
                    tenant.id(), () -> unitOfWork.inTenant(otherTenant.id(), () -> "done")));
    assertThatIllegalStateException()
        .isThrownBy(() -> unitOfWork.inTenant(tenant.id(), otherTenant::withDataset));
  }

  @Test
  void refusesToWorkAcrossTenantsWithinAUnitOfOne() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> unitOfWork.inTenant(tenant.id(), () -> unitOfWork.acrossTenants(() -> "done")));
    assertThatIllegalStateException()
        .isThrownBy(
            () -> unitOfWork.inTenant(tenant.id(), () -> stores.tenants().find(tenant.id())));
  }

  @Test
  void refusesToNarrowAUnitForAllTenants() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> unitOfWork.acrossTenants(() -> unitOfWork.inTenant(tenant.id(), () -> "done")));
  }

  @Test
  void letsPortsOfATenantJoinAUnitForAllTenants() {
    unitOfWork.acrossTenants(tenant::withDataset);

    assertThat(datasets()).isEqualTo(1);
  }

  @Test
  void letsTheThreadOpenAnotherUnitAfterAFailure() {
    assertThatThrownBy(() -> unitOfWork.inTenant(tenant.id(), this::withDatasetAndFailure))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThatCode(() -> unitOfWork.inTenant(otherTenant.id(), otherTenant::withDataset))
        .doesNotThrowAnyException();
    assertThatCode(() -> unitOfWork.acrossTenants(() -> "done")).doesNotThrowAnyException();
  }

  @Test
  void keepsUnitsOfManyVirtualThreadsApart() throws Exception {
    int units = 40;
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < units; i++) {
        boolean fails = i % 4 == 0;
        StoredTenant worked = i % 2 == 0 ? tenant : otherTenant;
        ends.add(
            executor.submit(
                () ->
                    unitOfWork.inTenant(
                        worked.id(),
                        () -> {
                          worked.withDataset();
                          if (fails) {
                            unitOfWork.inTenant(worked.id(), this::failure);
                          }
                          return "done";
                        })));
      }
    }

    assertThat(ends.stream().filter(end -> end.state() == Future.State.FAILED)).hasSize(units / 4);
    assertThat(datasets()).isEqualTo(units / 4);
    assertThat(stores.datasets().list(otherTenant.id(), FIRST_PAGE).total()).isEqualTo(units / 2);
  }

  private Object failure() {
    throw new UnsupportedOperationException("planned");
  }
}
