package dev.parley.application.knowledge;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.IndexChanges.Change;
import dev.parley.application.outcome.Page;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings an index to what the store holds: all of it, where a crash, a copy or a lost folder left
 * it behind, and again and again what other nodes changed. For one thread at a time.
 */
public final class SynchroniseIndex {
  private final Tenants tenants;
  private final Documents documents;
  private final Chunks chunks;
  private final PassageIndex index;
  private final IndexChanges changes;
  private final UnitOfWork unitOfWork;

  /** What changed before it was seen. */
  private long position;

  public SynchroniseIndex(
      Tenants tenants,
      Documents documents,
      Chunks chunks,
      PassageIndex index,
      IndexChanges changes,
      UnitOfWork unitOfWork) {
    this.tenants = Objects.requireNonNull(tenants);
    this.documents = Objects.requireNonNull(documents);
    this.chunks = Objects.requireNonNull(chunks);
    this.index = Objects.requireNonNull(index);
    this.changes = Objects.requireNonNull(changes);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
  }

  /** Synchronises all tenants; returns how many documents were put or taken out. Blocking. */
  public int synchroniseAll() {
    position = unitOfWork.acrossTenants(changes::position);
    int repaired = 0;
    for (Tenant tenant : unitOfWork.acrossTenants(() -> Page.all(tenants::list))) {
      repaired += synchronise(tenant.id());
    }
    return repaired;
  }

  /**
   * Puts and takes out what changed since the last call, or else since all was synchronised;
   * returns how many documents. Blocking.
   */
  public int catchUp() {
    long next = unitOfWork.acrossTenants(changes::position);
    Map<TenantId, List<Change>> changed =
        unitOfWork.acrossTenants(() -> changes.since(position)).stream()
            .collect(Collectors.groupingBy(Change::tenant));
    int caughtUp = 0;
    for (Map.Entry<TenantId, List<Change>> each : changed.entrySet()) {
      // Of these alone: a tenant that is ingesting changes all the time, and may have very many.
      Map<DocumentId, Long> present =
          index.revisions(
              each.getKey(),
              each.getValue().stream().map(Change::document).collect(Collectors.toSet()));
      for (Change change : each.getValue()) {
        Long indexed = present.get(change.document());
        if (change.revision() == 0 ? indexed != null : isBehind(indexed, change)) {
          caughtUp += catchUp(change, indexed != null) ? 1 : 0;
        }
      }
    }
    position = next;
    return caughtUp;
  }

  private static boolean isBehind(@Nullable Long indexed, Change change) {
    return indexed == null || indexed < change.revision();
  }

  private boolean catchUp(Change change, boolean isIndexed) {
    DocumentChunks content = chunks.ofDocument(change.tenant(), change.document());
    if (!content.chunks().isEmpty()) {
      index.put(change.tenant(), change.document(), content);
      return true;
    }
    if (isIndexed) {
      index.remove(change.tenant(), Set.of(change.document()));
    }
    return isIndexed;
  }

  private int synchronise(TenantId tenant) {
    // In this order: what the index holds was stored before, so only what was removed is missing.
    Map<DocumentId, Long> present = index.revisions(tenant);
    Map<DocumentId, Long> wanted = documents.indexedRevisions(tenant);
    int repaired = 0;
    for (Map.Entry<DocumentId, Long> entry : wanted.entrySet()) {
      Long indexed = present.get(entry.getKey());
      if (!entry.getValue().equals(indexed)) {
        if (indexed != null && indexed > entry.getValue()) {
          // The store was put back to an earlier state, and an index keeps the higher revision.
          index.remove(tenant, Set.of(entry.getKey()));
        }
        index.put(tenant, entry.getKey(), chunks.ofDocument(tenant, entry.getKey()));
        repaired++;
      }
    }
    Set<DocumentId> surplus =
        present.keySet().stream()
            .filter(document -> !wanted.containsKey(document))
            .collect(Collectors.toSet());
    if (!surplus.isEmpty()) {
      index.remove(tenant, surplus);
    }
    return repaired + surplus.size();
  }
}
