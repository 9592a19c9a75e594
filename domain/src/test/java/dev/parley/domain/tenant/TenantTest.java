package dev.parley.domain.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private static Tenant tenant(String name) {
    return Tenant.create(new TenantId(new UUID(1, 1)), new Slug("acme"), name, NOW);
  }

  @Test
  void isActiveFromItsFirstDay() {
    Tenant tenant = tenant("Acme");

    assertThat(tenant.status()).isEqualTo(TenantStatus.ACTIVE);
    assertThat(tenant.createdAt()).isEqualTo(NOW);
    assertThat(tenant.updatedAt()).isEqualTo(NOW);
  }

  @Test
  void remembersWhenItWasChangedAndStaysItself() {
    Tenant suspended =
        tenant("Acme").withSharing(true, NOW).withStatus(TenantStatus.SUSPENDED, LATER);
    Tenant renamed = suspended.renamed("Acme & Sons", LATER.plusSeconds(1));

    assertThat(suspended.status()).isEqualTo(TenantStatus.SUSPENDED);
    assertThat(suspended.updatedAt()).isEqualTo(LATER);
    assertThat(tenant("Acme").sharing()).isFalse();
    assertThat(renamed.withSharing(false, LATER).sharing()).isFalse();
    assertThat(renamed)
        .isEqualTo(
            new Tenant(
                suspended.id(),
                new Slug("acme"),
                "Acme & Sons",
                TenantStatus.SUSPENDED,
                true,
                NOW,
                LATER.plusSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n"})
  void hasAName(String name) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> tenant(name))
        .satisfies(refused -> assertThat(refused.field()).isEqualTo("name"));
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> tenant("Acme").renamed(name, LATER));
  }
}
