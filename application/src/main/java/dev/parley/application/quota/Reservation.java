package dev.parley.application.quota;

import dev.parley.domain.bot.Bot;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.quota.ReservationId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request has been granted, until it is settled or released.
 *
 * @param owner subject of the principal whose rates it counts against
 * @param bot whose budget it counts against; null: none
 * @param status of the owner's rates, this request included
 */
public record Reservation(
    ReservationId id,
    TenantId tenant,
    String owner,
    @Nullable Bot bot,
    List<RateLimitStatus> status) {
  public Reservation {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(owner);
    status = List.copyOf(status);
  }
}
