package dev.parley.domain.schedule;

/** Why work was not queued. */
public enum Rejection {
  /** As much waits as may wait, over all tenants. */
  QUEUE_FULL,

  /** As much of this tenant's work waits as may wait. */
  TENANT_QUEUE_FULL,

  /** It was no longer wanted when it was offered. */
  DEADLINE_PASSED
}
