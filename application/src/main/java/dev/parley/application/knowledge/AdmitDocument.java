package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Backlog.Counts;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Refuses further documents while as many wait as may wait, so that a flood is held up where it
 * comes from. Those who ask at the same moment are all let in or all refused: the bounds may be
 * exceeded by as many documents as are being sent at once.
 */
public final class AdmitDocument {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

  private final Backlog backlog;
  private final Bounds bounds;

  public AdmitDocument(Backlog backlog, Bounds bounds) {
    this.backlog = Objects.requireNonNull(backlog);
    this.bounds = Objects.requireNonNull(bounds);
  }

  /**
   * How many documents may wait.
   *
   * @param ofTenant of each tenant, at least 1
   * @param inAll of all tenants together, at least 1
   */
  public record Bounds(int ofTenant, int inAll) {
    public Bounds {
      requirePositive("ofTenant", ofTenant);
      requirePositive("inAll", inAll);
    }

    private static void requirePositive(String name, int value) {
      if (value < 1) {
        throw new InvalidValue(name, value, "at least 1");
      }
    }
  }

  /** Why one more document of the tenant is not taken now; empty if it is. */
  Optional<Refusal> refusal(TenantId tenant) {
    Counts counts = backlog.count(tenant);
    if (counts.ofTenant() >= bounds.ofTenant()) {
      return Optional.of(
          new Refusal.Unavailable(
              counts.ofTenant() + " documents of yours are waiting: send further ones later.",
              RETRY_AFTER));
    }
    if (counts.inAll() >= bounds.inAll()) {
      return Optional.of(
          new Refusal.Unavailable(
              "Too many documents are waiting: send further ones later.", RETRY_AFTER));
    }
    return Optional.empty();
  }
}
