package dev.parley.domain.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrincipalTest {
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));

  @ParameterizedTest
  @CsvSource({
    "CHAT, 'CHAT'",
    "KNOWLEDGE, 'CHAT KNOWLEDGE'",
    "TENANT_ADMIN, 'CHAT KNOWLEDGE TENANT_ADMIN'",
    "PLATFORM_ADMIN, 'CHAT KNOWLEDGE TENANT_ADMIN PLATFORM_ADMIN'"
  })
  void mayDoWhatItsRoleIncludesAndNoMore(Role role, String included) {
    Principal principal = new Principal(TENANT, "key:1", Set.of(role));
    Set<Role> allowed = EnumSet.noneOf(Role.class);
    for (Role needed : Role.values()) {
      if (principal.may(needed)) {
        allowed.add(needed);
      }
    }

    assertThat(String.join(" ", allowed.stream().map(Role::name).toList())).isEqualTo(included);
    assertThat(role.withIncluded()).isEqualTo(allowed);
  }

  @Test
  void mayDoWhatAnyOfItsRolesIncludes() {
    Principal principal = new Principal(TENANT, "key:1", Set.of(Role.CHAT, Role.TENANT_ADMIN));

    assertThat(principal.may(Role.KNOWLEDGE)).isTrue();
    assertThat(principal.may(Role.PLATFORM_ADMIN)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void cannotBeGivenARoleAfterwards(Role role) {
    Set<Role> roles = new HashSet<>(Set.of(Role.CHAT));
    Principal principal = new Principal(TENANT, "key:1", roles);

    roles.add(role);

    assertThat(principal.roles()).containsExactly(Role.CHAT);
  }

  @Test
  void hasASubjectAndARole() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Principal(TENANT, " ", Set.of(Role.CHAT)))
        .withMessage("subject: blank (expected: a stable name)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Principal(TENANT, "key:1", Set.of()))
        .withMessage("roles: none (expected: at least one)");
  }
}
