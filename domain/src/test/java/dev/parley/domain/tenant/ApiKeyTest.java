package dev.parley.domain.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final ApiKeyId ID = new ApiKeyId(new UUID(1, 2));

  private static ApiKey key(@Nullable Instant expiresAt, @Nullable Instant revokedAt) {
    return key("Website", Set.of(Role.CHAT), expiresAt, revokedAt);
  }

  private static ApiKey key(
      String name, Set<Role> roles, @Nullable Instant expiresAt, @Nullable Instant revokedAt) {
    return new ApiKey(ID, TENANT, name, "pk_abcdefgh", roles, expiresAt, revokedAt, NOW);
  }

  @Test
  void opensUntilItExpires() {
    assertThat(key(null, null).isUsableAt(NOW)).isTrue();
    assertThat(key(NOW.plusMillis(1), null).isUsableAt(NOW)).isTrue();
    assertThat(key(NOW, null).isUsableAt(NOW)).isFalse();
    assertThat(key(NOW.minusMillis(1), null).isUsableAt(NOW)).isFalse();
  }

  @Test
  void opensNothingOnceItIsRevoked() {
    assertThat(key(null, NOW.plusSeconds(60)).isUsableAt(NOW)).isFalse();
    assertThat(key(NOW.plusSeconds(60), NOW).isUsableAt(NOW)).isFalse();
  }

  @Test
  void letsItsHolderActForItsTenantInItsRoles() {
    assertThat(key(null, null).principal())
        .isEqualTo(new Principal(TENANT, "key:" + ID, Set.of(Role.CHAT)));
  }

  @Test
  void isNamedByItsHoldersSubject() {
    assertThat(ApiKey.idIn(key(null, null).principal().subject())).contains(ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "key:", "key:none", "user:00000000-0000-0001-0000-000000000002"})
  void isNamedByNoOtherSubject(String subject) {
    assertThat(ApiKey.idIn(subject)).isEmpty();
  }

  @Test
  void hasARole() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> key("Website", Set.of(), null, null))
        .withMessage("roles: none (expected: at least one)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 201})
  void hasANameOfALengthThatCanBeShown(int length) {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> key("n".repeat(length), Set.of(Role.CHAT), null, null))
        .withMessage("name: " + length + " characters (expected: 1..200)");
    assertThat(key("n".repeat(200), Set.of(Role.CHAT), null, null).name()).hasSize(200);
  }
}
