package dev.parley.application.tenant;

import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.tenant.Slug;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.util.Optional;

/** The tenants of the installation. For platform administration: it sees all of them. */
public interface Tenants {

  /** Adds a tenant, unless its slug is taken: then returns false. */
  boolean add(Tenant tenant);

  Optional<Tenant> find(TenantId id);

  Optional<Tenant> findBySlug(Slug slug);

  /** Newest first. */
  Page<Tenant> list(PageRequest page);

  /** Stores name and status; false if there is no such tenant. */
  boolean update(Tenant tenant);

  /** Removes a tenant with all that it owns; false if there is no such tenant. */
  boolean remove(TenantId id);
}
