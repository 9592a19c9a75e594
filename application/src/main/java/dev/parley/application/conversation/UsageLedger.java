package dev.parley.application.conversation;

import dev.parley.application.quota.Spending;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What models were used for, for reports and bills. */
public interface UsageLedger extends Spending {

  /** Records what a run used; a run is recorded once, whatever happens. */
  void record(Run run, TokenUsage usage, Instant at);

  /**
   * What a call of a model used that was no run's.
   *
   * @param id names the call among runs and calls
   * @param subject of the principal who called
   */
  record Call(
      TenantId tenant, UUID id, String subject, ModelId model, TokenUsage usage, Instant at) {
    public Call {
      Objects.requireNonNull(tenant);
      Objects.requireNonNull(id);
      Objects.requireNonNull(subject);
      Objects.requireNonNull(model);
      Objects.requireNonNull(usage);
      Objects.requireNonNull(at);
    }
  }

  /**
   * Records what calls used, of any tenants; a call is recorded once, whatever happens. Those of
   * tenants that are gone are left out.
   */
  void recordAll(List<Call> calls);
}
