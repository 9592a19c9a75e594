package dev.parley.application.response;

import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Responses that are kept. What has expired is not there, removed or not. */
public interface StoredResponses {

  void add(StoredResponse response);

  Optional<StoredResponse> find(TenantId tenant, String subject, ResponseId id, Instant now);

  /** What a response and those before it come to, without reading them; empty: it is not there. */
  Optional<StoredResponse.Chain> measure(
      TenantId tenant, String subject, ResponseId id, Instant now);

  /**
   * A response behind all that it goes on from, as far as these are there without a gap.
   *
   * @return the oldest first; empty: it is not there
   */
  List<StoredResponse> chain(TenantId tenant, String subject, ResponseId last, Instant now);

  /** Has those of the responses that are there expire at another time. */
  void keepUntil(TenantId tenant, String subject, List<ResponseId> ids, Instant expiresAt);

  /** False if there is no such response. */
  boolean remove(TenantId tenant, String subject, ResponseId id, Instant now);

  /** Removes what has expired, of all tenants. */
  int trim(Instant now);
}
