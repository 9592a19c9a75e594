package dev.parley.application.knowledge;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;

/** Changes in memory. The fakes that change documents note them here. */
public final class InMemoryIndexChanges implements IndexChanges {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Noted> noted;

  public InMemoryIndexChanges(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.noted = unitOfWork.table("index_changes");
  }

  private record Noted(Change change, long number) {}

  /** Notes a change, within a unit of work. */
  void note(TenantId tenant, DocumentId document, long revision) {
    noted.put(
        tenant, document, new Noted(new Change(tenant, document, revision), lastNumber() + 1));
  }

  private long lastNumber() {
    return noted.all().stream().mapToLong(Noted::number).max().orElse(0);
  }

  @Override
  public long position() {
    return unitOfWork.acrossTenants(() -> lastNumber() + 1);
  }

  @Override
  public List<Change> since(long position) {
    return unitOfWork.acrossTenants(
        () ->
            noted.all().stream()
                .filter(each -> each.number() >= position)
                .map(Noted::change)
                .toList());
  }

  @Override
  public int forgetRemoved(Instant before) {
    return unitOfWork.acrossTenants(
        () -> {
          List<Change> removed =
              noted.all().stream()
                  .map(Noted::change)
                  .filter(change -> change.revision() == 0)
                  .toList();
          removed.forEach(change -> noted.remove(change.tenant(), change.document()));
          return removed.size();
        });
  }
}
