package dev.parley.adapters.persistence.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.adapters.persistence.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of work whose connection the server has closed, as one that restarts does. */
@Timeout(60)
class LostConnectionsTest {
  private static final int CONNECTIONS = 4;

  private TestStore store;
  private JdbcUnitOfWork unitOfWork;

  @BeforeEach
  void open() {
    store = TestStore.emptied();
    unitOfWork = store.unitOfWork();
  }

  /** Opens several connections, and has the server close them all. */
  private void loseIdleConnections() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch open = new CountDownLatch(CONNECTIONS);
      var units =
          IntStream.range(0, CONNECTIONS)
              .mapToObj(
                  each ->
                      threads.submit(
                          () -> {
                            unitOfWork.acrossTenants(
                                () -> {
                                  long unused = one();
                                  open.countDown();
                                  return await(open);
                                });
                            return null;
                          }))
              .toList();
      for (Future<?> unit : units) {
        unit.get();
      }
    }
    closeAll();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void closeAll() {
    try (Connection connection = store.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long one() {
    return unitOfWork.rowsOfAll(sql -> sql.count("SELECT 1 AS total"));
  }

  @Test
  void beginsAnewWhereNothingWasDone() throws Exception {
    loseIdleConnections();
    AtomicInteger begun = new AtomicInteger();

    long answer =
        unitOfWork.acrossTenants(
            () -> {
              begun.incrementAndGet();
              return one() + one();
            });

    assertThat(answer).isEqualTo(2);
    // Once, if so much time went by that the pool tried its connections.
    assertThat(begun).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void failsWhereSomethingWasDone() {
    AtomicInteger begun = new AtomicInteger();

    assertThatThrownBy(
            () ->
                unitOfWork.acrossTenants(
                    () -> {
                      begun.incrementAndGet();
                      long unused = one();
                      closeAll();
                      return one();
                    }))
        .isInstanceOf(RuntimeException.class);

    assertThat(begun).hasValue(1);
    assertThat(one()).isEqualTo(1);
  }

  @Test
  void failsAtOnceWhereTheStatementIsWrong() {
    AtomicInteger begun = new AtomicInteger();

    assertThatThrownBy(
            () ->
                unitOfWork.rowsOfAll(
                    sql -> {
                      begun.incrementAndGet();
                      return sql.count("SELECT 1 / 0 AS total");
                    }))
        .hasMessageContaining("22012");
    assertThat(begun).hasValue(1);
  }
}
