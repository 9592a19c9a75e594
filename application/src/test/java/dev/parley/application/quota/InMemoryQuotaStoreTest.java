package dev.parley.application.quota;

class InMemoryQuotaStoreTest extends QuotaStoreContract {
  @Override
  protected QuotaStore store() {
    return new InMemoryQuotaStore();
  }
}
