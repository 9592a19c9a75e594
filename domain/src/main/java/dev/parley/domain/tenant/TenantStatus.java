package dev.parley.domain.tenant;

/** Whether a tenant's credentials are honoured. */
public enum TenantStatus {
  ACTIVE,
  /** Every credential of the tenant is refused from now on; nothing of it is deleted. */
  SUSPENDED
}
