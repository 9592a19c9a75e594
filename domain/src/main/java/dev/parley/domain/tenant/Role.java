package dev.parley.domain.tenant;

import java.util.EnumSet;
import java.util.Set;

/** What a principal may do. A role includes all that stand before it. */
public enum Role {
  /** Talks to bots and keeps conversations. */
  CHAT,
  /** Keeps datasets and documents. */
  KNOWLEDGE,
  /** Administers one tenant. */
  TENANT_ADMIN,
  /** Administers the installation: tenants and their first keys. */
  PLATFORM_ADMIN;

  /** Whether someone with this role may do what {@code needed} allows. */
  public boolean includes(Role needed) {
    return needed.compareTo(this) <= 0;
  }

  /** This role and those it includes. */
  public Set<Role> withIncluded() {
    return EnumSet.range(CHAT, this);
  }
}
