package dev.parley.adapters.rest.security;

import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.SecurityFilter;
import java.io.Serial;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Whoever makes a request. Controllers take one as a parameter; it is never read from anything but
 * the request's credential.
 */
public final class Caller implements Authentication {
  @Serial private static final long serialVersionUID = 1L;

  /** Asked for at each request, of the few sets that there can be. */
  private static final Map<Set<Role>, Set<String>> NAMES = new ConcurrentHashMap<>();

  private final transient Principal principal;

  /** Whoever was authenticated otherwise than by a request's header. */
  public Caller(Principal principal) {
    this.principal = principal;
  }

  /** The caller of a request; empty if nobody was authenticated. */
  public static Optional<Caller> of(HttpRequest<?> request) {
    return request.getAttribute(SecurityFilter.AUTHENTICATION, Caller.class);
  }

  public Principal principal() {
    return principal;
  }

  public TenantId tenant() {
    return principal.tenant();
  }

  public String subject() {
    return principal.subject();
  }

  @Override
  public String getName() {
    return principal.subject();
  }

  /** All roles that the principal's include. */
  @Override
  public Collection<String> getRoles() {
    return NAMES.computeIfAbsent(principal.roles(), Caller::names);
  }

  private static Set<String> names(Set<Role> roles) {
    return roles.stream()
        .flatMap(role -> role.withIncluded().stream())
        .map(Role::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Map<String, Object> getAttributes() {
    return Map.of();
  }
}
