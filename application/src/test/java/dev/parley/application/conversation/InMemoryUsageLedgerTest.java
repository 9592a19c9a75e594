package dev.parley.application.conversation;

import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.tenant.TenantId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

class InMemoryUsageLedgerTest extends UsageLedgerContract {
  private final Stores stores = Stores.inMemory();

  @Override
  protected Stores stores() {
    return stores;
  }

  @Override
  protected List<Recorded> recorded(TenantId tenant) {
    InMemoryUsageLedger ledger = (InMemoryUsageLedger) stores.usageLedger();
    Stream<Recorded> runs =
        ledger.entries(tenant).stream()
            .map(
                entry ->
                    new Recorded(
                        entry.run().id(),
                        LocalDate.ofInstant(entry.at(), ZoneOffset.UTC),
                        entry.run().model(),
                        entry.run().bot(),
                        entry.run().owner(),
                        entry.usage()));
    Stream<Recorded> calls =
        ledger.calls(tenant).stream()
            .map(
                call ->
                    new Recorded(
                        new RunId(call.id()),
                        LocalDate.ofInstant(call.at(), ZoneOffset.UTC),
                        call.model(),
                        null,
                        call.subject(),
                        call.usage()));
    return Stream.concat(runs, calls).toList();
  }
}
