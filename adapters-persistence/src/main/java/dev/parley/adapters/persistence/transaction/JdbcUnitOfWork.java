package dev.parley.adapters.persistence.transaction;

import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.tenant.TenantId;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Units of work as transactions of PostgreSQL. Each tells the server first whose rows it works on,
 * until its end; row-level security hides and refuses all others. Safe for use by many threads,
 * virtual ones among them; a unit belongs to the thread that opened it.
 *
 * <p>Repositories use {@link #rowsOf} and {@link #rowsOfAll}, which join what is open.
 */
public final class JdbcUnitOfWork implements UnitOfWork {
  /** The pool hands connections out untried that were used in the last half second. */
  private static final Duration UNTIL_CONNECTIONS_ARE_TRIED = Duration.ofMillis(600);

  /** Never joins a transaction that was handed over from another thread. */
  private static final TransactionDefinition OWN_TRANSACTION =
      TransactionDefinition.of(Propagation.REQUIRES_NEW);

  private final TransactionOperations<Connection> transactions;

  /** Not static: a thread may be in a unit of each of two databases. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Unit> current = new ThreadLocal<>();

  public JdbcUnitOfWork(TransactionOperations<Connection> transactions) {
    this.transactions = Objects.requireNonNull(transactions);
  }

  /** A unit that is open on this thread. */
  private static final class Unit {
    /** Null: works on the rows of all tenants. */
    final @Nullable TenantId tenant;

    final Sql sql;

    /** Whether some of its work threw: then none of it lasts, even if somebody caught that. */
    boolean broken;

    Unit(@Nullable TenantId tenant, Sql sql) {
      this.tenant = tenant;
      this.sql = sql;
    }

    @Override
    public String toString() {
      return tenant == null ? "all tenants" : "tenant " + tenant;
    }
  }

  @Override
  public <T extends @Nullable Object> T inTenant(TenantId tenant, Supplier<T> work) {
    Unit open = current.get();
    if (open == null) {
      return begin(tenant, sql -> work.get());
    }
    if (!tenant.equals(open.tenant)) {
      throw conflict(open, "tenant " + tenant);
    }
    return join(open, sql -> work.get());
  }

  @Override
  public <T extends @Nullable Object> T acrossTenants(Supplier<T> work) {
    return rowsOfAll(sql -> work.get());
  }

  /**
   * Works on rows of one tenant in the unit that is open for it or for all tenants, or else in one
   * of its own.
   *
   * @throws IllegalStateException if a unit is open for another tenant
   */
  public <T extends @Nullable Object> T rowsOf(TenantId tenant, Function<Sql, T> work) {
    Unit open = current.get();
    if (open == null) {
      return begin(tenant, work);
    }
    if (open.tenant != null && !open.tenant.equals(tenant)) {
      throw conflict(open, "tenant " + tenant);
    }
    return join(open, work);
  }

  /**
   * Works on rows of all tenants in the unit that is open for them, or else in one of its own.
   *
   * @throws IllegalStateException if a unit is open for one tenant
   */
  public <T extends @Nullable Object> T rowsOfAll(Function<Sql, T> work) {
    Unit open = current.get();
    if (open == null) {
      return begin(null, work);
    }
    if (open.tenant != null) {
      throw conflict(open, "all tenants");
    }
    return join(open, work);
  }

  private static IllegalStateException conflict(Unit open, String wanted) {
    return new IllegalStateException(
        "unit of work: open for " + open + " (expected: none, or one for " + wanted + ")");
  }

  /**
   * Works in a unit of its own; a second time if its first statement finds that the server was
   * restarted since the connection was used last: then nothing was done, here or there.
   */
  private <T extends @Nullable Object> T begin(@Nullable TenantId tenant, Function<Sql, T> work) {
    AtomicReference<@Nullable Sql> used = new AtomicReference<>();
    try {
      return begin(tenant, work, used);
    } catch (RuntimeException failure) {
      Sql sql = used.get();
      if (sql == null || !sql.wasLostUnheard() || !hasPaused()) {
        throw failure;
      }
      return begin(tenant, work, used);
    }
  }

  private static boolean hasPaused() {
    try {
      Thread.sleep(UNTIL_CONNECTIONS_ARE_TRIED);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private <T extends @Nullable Object> T begin(
      @Nullable TenantId tenant, Function<Sql, T> work, AtomicReference<@Nullable Sql> used) {
    return transactions.execute(
        OWN_TRANSACTION,
        transaction -> {
          Unit unit = new Unit(tenant, new Sql(transaction.getConnection(), admission(tenant)));
          used.set(unit.sql);
          current.set(unit);
          try {
            T result = work.apply(unit.sql);
            if (unit.broken) {
              throw new IllegalStateException(
                  "unit of work for " + unit + ": a part of it failed, so nothing was stored");
            }
            return result;
          } finally {
            current.remove();
          }
        });
  }

  private static <T extends @Nullable Object> T join(Unit open, Function<Sql, T> work) {
    boolean done = false;
    try {
      T result = work.apply(open.sql);
      done = true;
      return result;
    } finally {
      open.broken |= !done;
    }
  }

  private static Sql.Admission admission(@Nullable TenantId tenant) {
    return tenant == null
        ? new Sql.Admission("app.platform", "on")
        : new Sql.Admission("app.tenant_id", tenant.toString());
  }
}
