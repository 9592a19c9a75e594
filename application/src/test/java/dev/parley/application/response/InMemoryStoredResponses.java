package dev.parley.application.response;

import dev.parley.application.response.StoredResponse.Chain;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Responses in memory. */
public final class InMemoryStoredResponses implements StoredResponses {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<StoredResponse> responses;

  public InMemoryStoredResponses(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.responses = unitOfWork.table("responses");
  }

  @Override
  public void add(StoredResponse response) {
    unitOfWork.rowsOf(
        response.tenant(),
        () -> {
          if (responses.find(response.tenant(), response.id()).isPresent()) {
            throw new IllegalStateException("response " + response.id() + " is there already");
          }
          responses.put(response.tenant(), response.id(), response);
          return response;
        });
  }

  @Override
  public Optional<StoredResponse> find(
      TenantId tenant, String subject, ResponseId id, Instant now) {
    return unitOfWork.rowsOf(tenant, () -> present(tenant, subject, id, now));
  }

  private Optional<StoredResponse> present(
      TenantId tenant, String subject, ResponseId id, Instant now) {
    return responses
        .find(tenant, id)
        .filter(stored -> stored.subject().equals(subject) && stored.expiresAt().isAfter(now));
  }

  @Override
  public Optional<Chain> measure(TenantId tenant, String subject, ResponseId id, Instant now) {
    return find(tenant, subject, id, now).map(StoredResponse::chain);
  }

  @Override
  public List<StoredResponse> chain(TenantId tenant, String subject, ResponseId last, Instant now) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          List<StoredResponse> chain = new ArrayList<>();
          Optional<StoredResponse> next = present(tenant, subject, last, now);
          while (next.isPresent()) {
            chain.addFirst(next.orElseThrow());
            next = before(tenant, subject, next.orElseThrow().previous(), now);
          }
          return chain;
        });
  }

  private Optional<StoredResponse> before(
      TenantId tenant, String subject, @Nullable ResponseId previous, Instant now) {
    return previous == null ? Optional.empty() : present(tenant, subject, previous, now);
  }

  @Override
  public void keepUntil(TenantId tenant, String subject, List<ResponseId> ids, Instant expiresAt) {
    unitOfWork.rowsOf(
        tenant,
        () -> {
          for (ResponseId id : ids) {
            responses
                .find(tenant, id)
                .filter(stored -> stored.subject().equals(subject))
                .ifPresent(stored -> responses.put(tenant, id, until(stored, expiresAt)));
          }
          return ids;
        });
  }

  private static StoredResponse until(StoredResponse stored, Instant expiresAt) {
    return new StoredResponse(
        stored.tenant(),
        stored.subject(),
        stored.id(),
        stored.previous(),
        stored.chain(),
        stored.response(),
        stored.input(),
        stored.createdAt(),
        expiresAt);
  }

  @Override
  public boolean remove(TenantId tenant, String subject, ResponseId id, Instant now) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            present(tenant, subject, id, now)
                .map(stored -> responses.remove(tenant, id))
                .orElse(false));
  }

  @Override
  public int trim(Instant now) {
    return unitOfWork.acrossTenants(
        () -> {
          List<StoredResponse> expired =
              responses.all().stream().filter(stored -> !stored.expiresAt().isAfter(now)).toList();
          expired.forEach(stored -> responses.remove(stored.tenant(), stored.id()));
          return expired.size();
        });
  }
}
