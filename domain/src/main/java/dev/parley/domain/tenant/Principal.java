package dev.parley.domain.tenant;

import java.util.Objects;
import java.util.Set;

/**
 * Whoever is calling, as their credential says and nothing else does.
 *
 * @param tenant the only tenant whose data the caller can reach
 * @param subject who it is within the tenant, stable across requests, such as {@code key:<id>}
 * @param roles at least one
 */
public record Principal(TenantId tenant, String subject, Set<Role> roles) {
  public Principal {
    Objects.requireNonNull(tenant);
    if (subject.isBlank()) {
      throw new IllegalArgumentException("subject: blank (expected: a stable name)");
    }
    roles = Set.copyOf(roles);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("roles: none (expected: at least one)");
    }
  }

  /** Whether one of the roles includes {@code needed}. */
  public boolean may(Role needed) {
    return roles.stream().anyMatch(role -> role.includes(needed));
  }
}
