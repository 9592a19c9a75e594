package dev.parley.adapters.rest.security;

import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import java.util.Set;

/** Callers whose key nobody had to present. */
public final class Callers {
  private Callers() {}

  public static Caller chat(TenantId tenant, String subject) {
    return new Caller(new Principal(tenant, subject, Set.of(Role.CHAT)));
  }
}
