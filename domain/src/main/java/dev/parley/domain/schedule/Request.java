package dev.parley.domain.schedule;

import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;

/**
 * Work that wants a turn.
 *
 * @param inputTokens what it costs to begin with; 0 counts as 1
 * @param deadline when it is no longer wanted, in nanoseconds of the scheduler's clock, or {@link
 *     #NO_DEADLINE}; at the deadline itself it still is
 * @param job whatever the caller wants back when its turn has come
 */
public record Request<J>(
    TenantId tenant, Priority priority, int inputTokens, long deadline, J job) {
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  public Request {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(priority);
    Objects.requireNonNull(job);
    if (inputTokens < 0) {
      throw new InvalidValue("input_tokens", inputTokens, "at least 0");
    }
  }

  /** Work that stays wanted however long it takes. */
  public Request(TenantId tenant, Priority priority, int inputTokens, J job) {
    this(tenant, priority, inputTokens, NO_DEADLINE, job);
  }
}
