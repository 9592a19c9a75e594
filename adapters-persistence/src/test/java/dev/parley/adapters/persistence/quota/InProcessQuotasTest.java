package dev.parley.adapters.persistence.quota;

import dev.parley.application.quota.QuotaStore;
import dev.parley.application.quota.QuotaStoreContract;

class InProcessQuotasTest extends QuotaStoreContract {
  @Override
  protected QuotaStore store() {
    return new InProcessQuotas();
  }
}
