package dev.parley.adapters.rest.security;

import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.SecurityFilter;
import java.io.Serial;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The principal of a request, as the security filter knows it: under all roles it includes. */
public final class Caller implements Authentication {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Principal principal;

  Caller(Principal principal) {
    this.principal = principal;
  }

  /** Whoever makes a request; empty if nobody was authenticated. */
  public static Optional<Principal> of(HttpRequest<?> request) {
    return request
        .getAttribute(SecurityFilter.AUTHENTICATION, Caller.class)
        .map(caller -> caller.principal);
  }

  @Override
  public String getName() {
    return principal.subject();
  }

  @Override
  public Collection<String> getRoles() {
    Set<Role> reached =
        principal.roles().stream()
            .flatMap(role -> role.withIncluded().stream())
            .collect(Collectors.toSet());
    return reached.stream().map(Role::name).collect(Collectors.toSet());
  }

  @Override
  public Map<String, Object> getAttributes() {
    return Map.of();
  }
}
