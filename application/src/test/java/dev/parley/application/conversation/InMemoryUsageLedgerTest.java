package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;
import dev.parley.domain.tenant.TenantId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

class InMemoryUsageLedgerTest extends UsageLedgerContract {
  private final Stores stores = Stores.inMemory();

  @Override
  protected Stores stores() {
    return stores;
  }

  @Override
  protected List<Recorded> recorded(TenantId tenant) {
    return ((InMemoryUsageLedger) stores.usageLedger())
        .entries(tenant).stream()
            .map(
                entry ->
                    new Recorded(
                        entry.run().id(),
                        LocalDate.ofInstant(entry.at(), ZoneOffset.UTC),
                        entry.run().model(),
                        entry.run().bot(),
                        entry.run().owner(),
                        entry.usage()))
            .toList();
  }
}
