package dev.parley.application.knowledge;

import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An index as another one is, that tells somebody before anything is put into it. */
final class WatchedPassageIndex implements PassageIndex {
  private final PassageIndex index;
  private final Runnable watcher;

  WatchedPassageIndex(PassageIndex index, Runnable watcher) {
    this.index = index;
    this.watcher = watcher;
  }

  @Override
  public void put(TenantId tenant, DocumentId document, Chunks.DocumentChunks content) {
    watcher.run();
    index.put(tenant, document, content);
  }

  @Override
  public void remove(TenantId tenant, Set<DocumentId> documents) {
    index.remove(tenant, documents);
  }

  @Override
  public void removeTenant(TenantId tenant) {
    index.removeTenant(tenant);
  }

  @Override
  public Map<DocumentId, Long> revisions(TenantId tenant) {
    return index.revisions(tenant);
  }

  @Override
  public Map<DocumentId, Long> revisions(TenantId tenant, Set<DocumentId> documents) {
    return index.revisions(tenant, documents);
  }

  @Override
  public List<Scored<ChunkId>> semantic(
      TenantId tenant, String embeddingModel, float[] vector, Filter filter, int limit) {
    return index.semantic(tenant, embeddingModel, vector, filter, limit);
  }

  @Override
  public List<Scored<ChunkId>> keyword(
      TenantId tenant, String query, List<Feedback> feedback, Filter filter, int limit) {
    return index.keyword(tenant, query, feedback, filter, limit);
  }
}
