package dev.parley.application.idempotency;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Requests in memory. */
public final class InMemoryIdempotencyStore implements IdempotencyStore {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Stored> requests;

  private record Stored(RequestName name, UUID claim, Present present, Instant expiresAt) {
    boolean isRunningFor(Claim other) {
      return claim.equals(other.id()) && present instanceof Present.Running;
    }
  }

  public InMemoryIdempotencyStore(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.requests = unitOfWork.table("idempotent_requests");
  }

  @Override
  public Optional<Present> take(
      Claim claim, @Nullable Fingerprint fingerprint, Instant now, Instant leaseUntil) {
    RequestName name = claim.request();
    return unitOfWork.rowsOf(
        name.tenant(),
        () -> {
          Optional<Present> present = present(name, now);
          if (present.isEmpty()) {
            Present running = new Present.Running(fingerprint);
            requests.put(name.tenant(), name, new Stored(name, claim.id(), running, leaseUntil));
          }
          return present;
        });
  }

  private Optional<Present> present(RequestName name, Instant now) {
    return requests
        .find(name.tenant(), name)
        .filter(stored -> stored.expiresAt().isAfter(now))
        .map(Stored::present);
  }

  @Override
  public Optional<Present> find(RequestName name, Instant now) {
    return unitOfWork.rowsOf(name.tenant(), () -> present(name, now));
  }

  @Override
  public boolean keep(Claim claim, Fingerprint fingerprint, KeptAnswer answer, Instant expiresAt) {
    return change(
        claim,
        stored ->
            new Stored(
                stored.name(),
                stored.claim(),
                new Present.Answered(fingerprint, answer),
                expiresAt));
  }

  private boolean change(Claim claim, UnaryOperator<Stored> change) {
    RequestName name = claim.request();
    return unitOfWork.rowsOf(
        name.tenant(),
        () ->
            requests
                .find(name.tenant(), name)
                .filter(stored -> stored.isRunningFor(claim))
                .map(stored -> requests.replace(name.tenant(), name, change.apply(stored)))
                .orElse(false));
  }

  @Override
  public boolean release(Claim claim) {
    RequestName name = claim.request();
    return unitOfWork.rowsOf(
        name.tenant(),
        () ->
            requests
                .find(name.tenant(), name)
                .filter(stored -> stored.isRunningFor(claim))
                .map(stored -> requests.remove(name.tenant(), name))
                .orElse(false));
  }

  @Override
  public void renew(TenantId tenant, List<Claim> claims, Instant leaseUntil) {
    for (Claim claim : claims) {
      change(
          claim, stored -> new Stored(stored.name(), stored.claim(), stored.present(), leaseUntil));
    }
  }

  @Override
  public int trim(Instant now) {
    return unitOfWork.acrossTenants(
        () -> {
          List<Stored> expired =
              requests.all().stream().filter(stored -> !stored.expiresAt().isAfter(now)).toList();
          expired.forEach(stored -> requests.remove(stored.name().tenant(), stored.name()));
          return expired.size();
        });
  }
}
