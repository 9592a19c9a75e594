package dev.parley.application.idempotency;

import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.tenant.TenantId;
import java.util.Objects;

/**
 * What a caller names a request by. The same key of another subject, or of another tenant, names
 * another request.
 */
public record RequestName(TenantId tenant, String subject, ClientKey key) {
  public RequestName {
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(key);
  }
}
