package dev.parley.application.transaction;

import dev.parley.domain.tenant.TenantId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UnitOfWork} over tables in memory, which the fakes of the ports share. Units take turns,
 * so each is alone with the tables; one that throws puts them back as they were.
 */
public final class InMemoryUnitOfWork implements UnitOfWork {
  private final ReentrantLock turn = new ReentrantLock();
  private final Map<String, Table<?>> tables = new HashMap<>();

  /** Not static: a thread may be in a unit of each of two stores. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Unit> current = new ThreadLocal<>();

  private static final class Unit {
    final @Nullable TenantId tenant;
    boolean broken;

    Unit(@Nullable TenantId tenant) {
      this.tenant = tenant;
    }
  }

  private record Key(TenantId tenant, Object id) {}

  /** Immutable values by tenant and id, in the order in which they were put first. */
  public static final class Table<V> {
    private Map<Key, V> rows = new LinkedHashMap<>();

    public Optional<V> find(TenantId tenant, Object id) {
      return Optional.ofNullable(rows.get(new Key(tenant, id)));
    }

    public void put(TenantId tenant, Object id, V value) {
      rows.put(new Key(tenant, id), value);
    }

    /** Puts a value in place of the one that is there; false if there is none. */
    public boolean replace(TenantId tenant, Object id, V value) {
      return rows.replace(new Key(tenant, id), value) != null;
    }

    public boolean remove(TenantId tenant, Object id) {
      return rows.remove(new Key(tenant, id)) != null;
    }

    public void removeIf(TenantId tenant, Predicate<V> condition) {
      rows.entrySet()
          .removeIf(row -> row.getKey().tenant().equals(tenant) && condition.test(row.getValue()));
    }

    public List<V> of(TenantId tenant) {
      return rows.entrySet().stream()
          .filter(row -> row.getKey().tenant().equals(tenant))
          .map(Map.Entry::getValue)
          .toList();
    }

    public List<V> all() {
      return List.copyOf(rows.values());
    }

    private Runnable keep() {
      Map<Key, V> kept = new LinkedHashMap<>(rows);
      return () -> rows = kept;
    }
  }

  /** The table of this name, of which all callers expect the same values. */
  @SuppressWarnings("unchecked")
  public synchronized <V> Table<V> table(String name) {
    return (Table<V>) tables.computeIfAbsent(name, key -> new Table<V>());
  }

  /** Removes everything of a tenant, whatever the table. */
  public synchronized void removeTenant(TenantId tenant) {
    tables.values().forEach(table -> table.removeIf(tenant, row -> true));
  }

  @Override
  public <T extends @Nullable Object> T inTenant(TenantId tenant, Supplier<T> work) {
    Unit open = current.get();
    if (open != null && !tenant.equals(open.tenant)) {
      throw new IllegalStateException("a unit of work is open for another tenant than " + tenant);
    }
    return open == null ? begin(tenant, work) : join(open, work);
  }

  @Override
  public <T extends @Nullable Object> T acrossTenants(Supplier<T> work) {
    Unit open = current.get();
    if (open != null && open.tenant != null) {
      throw new IllegalStateException("a unit of work is open for tenant " + open.tenant);
    }
    return open == null ? begin(null, work) : join(open, work);
  }

  /** What a port's method does on rows of one tenant: also joins a unit for all tenants. */
  public <T extends @Nullable Object> T rowsOf(TenantId tenant, Supplier<T> work) {
    Unit open = current.get();
    return open != null && open.tenant == null ? join(open, work) : inTenant(tenant, work);
  }

  private <T extends @Nullable Object> T begin(@Nullable TenantId tenant, Supplier<T> work) {
    turn.lock();
    List<Runnable> restore = keepAll();
    Unit unit = new Unit(tenant);
    boolean done = false;
    current.set(unit);
    try {
      T result = work.get();
      if (unit.broken) {
        throw new IllegalStateException("a part of the unit of work failed");
      }
      done = true;
      return result;
    } finally {
      current.remove();
      if (!done) {
        restore.forEach(Runnable::run);
      }
      turn.unlock();
    }
  }

  private synchronized List<Runnable> keepAll() {
    return tables.values().stream().map(Table::keep).toList();
  }

  private static <T extends @Nullable Object> T join(Unit open, Supplier<T> work) {
    boolean done = false;
    try {
      T result = work.get();
      done = true;
      return result;
    } finally {
      open.broken |= !done;
    }
  }
}
