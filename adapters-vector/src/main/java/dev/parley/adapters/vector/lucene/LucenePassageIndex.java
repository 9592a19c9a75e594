package dev.parley.adapters.vector.lucene;

import dev.parley.application.knowledge.Chunks.DocumentChunks;
import dev.parley.application.knowledge.PassageIndex;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Fusion.Scored;
import dev.parley.domain.tenant.TenantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Passages in Lucene, each tenant in a directory of its own: vectors in an HNSW graph (Malkov and
 * Yashunin, 2016), words under BM25. A directory that cannot be read is emptied, for {@link
 * dev.parley.application.knowledge.SynchroniseIndex} to fill again.
 *
 * <p>Directories are opened when they are first asked for, and the one that was not asked for
 * longest is closed when there are too many. Methods block on the disk; they throw {@link
 * java.io.UncheckedIOException} if it fails. One process at a time may own the base directory.
 */
public final class LucenePassageIndex implements PassageIndex, AutoCloseable {
  /** How many tenants' directories stay open unless something else is said. */
  public static final int DEFAULT_MAX_OPEN = 256;

  private final Path base;
  private final int maxOpen;

  private final ReentrantLock lock = new ReentrantLock();

  /** Least recently used first; guarded by the lock, as the leases are. */
  private final LinkedHashMap<TenantId, Leased> tenants = new LinkedHashMap<>(16, 0.75f, true);

  private boolean closed;

  /**
   * @param base holds the directories of the tenants; made when it is needed
   */
  public LucenePassageIndex(Path base) {
    this(base, DEFAULT_MAX_OPEN);
  }

  /**
   * @param base holds the directories of the tenants; made when it is needed
   * @param maxOpen how many of them stay open; more are open while more are in use
   */
  public LucenePassageIndex(Path base, int maxOpen) {
    this.base = Objects.requireNonNull(base);
    this.maxOpen = maxOpen;
    if (maxOpen < 1) {
      throw new IllegalArgumentException("maxOpen: " + maxOpen + " (expected: 1 or more)");
    }
  }

  /** A tenant's index and how many calls are using it. */
  private static final class Leased {
    private final TenantId tenant;
    private final TenantIndex index;
    private int leases;

    Leased(TenantId tenant, TenantIndex index) {
      this.tenant = tenant;
      this.index = index;
    }
  }

  @Override
  public void put(TenantId tenant, DocumentId document, DocumentChunks content) {
    Leased leased = lease(tenant);
    try {
      leased.index.write(index -> index.put(document, content));
    } finally {
      release(leased);
    }
  }

  @Override
  public void remove(TenantId tenant, Set<DocumentId> documents) {
    Leased leased = lease(tenant);
    try {
      leased.index.writeIfPresent(index -> index.remove(documents));
    } finally {
      release(leased);
    }
  }

  @Override
  public void removeTenant(TenantId tenant) {
    Leased leased = lease(tenant);
    try {
      leased.index.delete();
    } finally {
      release(leased);
    }
  }

  @Override
  public Map<DocumentId, Long> revisions(TenantId tenant) {
    return read(tenant, OpenIndex::revisions, Map.of());
  }

  @Override
  public Map<DocumentId, Long> revisions(TenantId tenant, Set<DocumentId> documents) {
    return read(tenant, index -> index.revisions(documents), Map.of());
  }

  @Override
  public List<Scored<ChunkId>> semantic(
      TenantId tenant, String embeddingModel, float[] vector, Filter filter, int limit) {
    return read(tenant, index -> index.semantic(embeddingModel, vector, filter, limit), List.of());
  }

  @Override
  public List<Scored<ChunkId>> keyword(
      TenantId tenant, String query, List<Feedback> feedback, Filter filter, int limit) {
    return read(tenant, index -> index.keyword(query, feedback, filter, limit), List.of());
  }

  private <T> T read(TenantId tenant, TenantIndex.Read<T> read, T none) {
    Leased leased = lease(tenant);
    try {
      return leased.index.read(read, none);
    } finally {
      release(leased);
    }
  }

  /** Waits for calls under way, then closes everything; further calls are refused. */
  @Override
  public void close() {
    List<Leased> open;
    lock.lock();
    try {
      closed = true;
      open = new ArrayList<>(tenants.values());
      tenants.clear();
    } finally {
      lock.unlock();
    }
    open.forEach(leased -> leased.index.close());
  }

  private Leased lease(TenantId tenant) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the passage index is closed");
      }
      Leased leased =
          tenants.computeIfAbsent(
              tenant, id -> new Leased(id, new TenantIndex(base.resolve(id.toString()))));
      leased.leases++;
      return leased;
    } finally {
      lock.unlock();
    }
  }

  private void release(Leased leased) {
    Leased surplus;
    lock.lock();
    try {
      leased.leases--;
      surplus = tenants.size() > maxOpen ? leaseLongestUnused() : null;
    } finally {
      lock.unlock();
    }
    if (surplus != null) {
      close(surplus);
    }
  }

  private @Nullable Leased leaseLongestUnused() {
    for (Leased candidate : tenants.values()) {
      if (candidate.leases == 0) {
        candidate.leases++;
        return candidate;
      }
    }
    return null;
  }

  /** Closes outside the lock: whoever asks for the tenant meanwhile waits, and opens it again. */
  private void close(Leased surplus) {
    surplus.index.close();
    lock.lock();
    try {
      surplus.leases--;
      if (surplus.leases == 0 && !surplus.index.isOpen()) {
        tenants.remove(surplus.tenant, surplus);
      }
    } finally {
      lock.unlock();
    }
  }
}
