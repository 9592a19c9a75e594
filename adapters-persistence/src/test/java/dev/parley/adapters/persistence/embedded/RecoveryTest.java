package dev.parley.adapters.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything here is really killed. */
class RecoveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void replacesTheServerThatAKilledJvmLeftRunning(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    OwnerProcess owner = OwnerProcess.start(home);
    long orphan = Homes.postmasterPid(home);
    owner.killWithWatchdog(orphan);
    assertThat(Homes.postmasters(home)).containsExactly(orphan);

    try (HomeLock lock = HomeLock.acquire(home);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(lock)) {
      assertThat(Homes.postmasters(home)).containsExactly(postgres.pid()).doesNotContain(orphan);
      assertThat(Sql.query(postgres, "SELECT text FROM note")).isEqualTo("kept");
    }
    assertThat(Homes.postmasters(home)).isEmpty();
  }

  @Test
  void endsTheServerSoonAfterItsJvmIsKilled(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    OwnerProcess owner = OwnerProcess.start(home);
    assertThat(Homes.postmasters(home)).hasSize(1);

    owner.kill();

    await(() -> noPostmasters(home));
    assertThat(Homes.log(home)).content().contains("received fast shutdown request");
  }

  @Test
  void recoversFromTheDeathOfTheServer(@TempDir Path directory) throws Exception {
    try (HomeLock lock = HomeLock.acquire(Homes.withBinaries(directory))) {
      EmbeddedPostgres first = EmbeddedPostgres.start(lock);
      Sql.execute(first, "CREATE TABLE note (text text)");
      Sql.execute(first, "INSERT INTO note VALUES ('kept')");
      Signal.KILL.send(first.pid());
      await(() -> ProcessHandle.of(first.pid()).isEmpty());
      first.close();

      try (EmbeddedPostgres second = EmbeddedPostgres.start(lock)) {
        assertThat(Sql.query(second, "SELECT text FROM note")).isEqualTo("kept");
        assertThat(Homes.log(lock.home())).content().contains("automatic recovery in progress");
      }
    }
  }

  @Test
  void endsBackendsThatOutliveTheirServer(@TempDir Path directory) throws Exception {
    try (HomeLock lock = HomeLock.acquire(Homes.withBinaries(directory))) {
      EmbeddedPostgres first = EmbeddedPostgres.start(lock);
      try (Connection connection = Sql.connect(first);
          Statement statement = connection.createStatement()) {
        long backend = backendOf(statement);
        Thread busy = Thread.ofVirtual().start(() -> countForMinutes(statement));
        await(() -> isBusy(first, backend));
        Signal.KILL.send(first.pid());
        await(() -> ProcessHandle.of(first.pid()).isEmpty());
        first.close();

        try (EmbeddedPostgres second = EmbeddedPostgres.start(lock)) {
          assertThat(Sql.query(second, "SELECT 1")).isEqualTo("1");
          await(() -> ProcessHandle.of(backend).isEmpty());
        }
        busy.join();
      }
    }
  }

  @Test
  void sparesAProcessThatGotTheNumberOfADeadServer(@TempDir Path directory) throws Exception {
    try (HomeLock lock = HomeLock.acquire(Homes.withBinaries(directory))) {
      EmbeddedPostgres first = EmbeddedPostgres.start(lock);
      Path pidFile = Homes.data(lock.home()).resolve(PostmasterPid.FILE_NAME);
      String written = Files.readString(pidFile);
      first.close();
      Process innocent = new ProcessBuilder("sleep", "60").start();
      try {
        Files.writeString(pidFile, written.replaceFirst("\\d+", Long.toString(innocent.pid())));

        try (EmbeddedPostgres second = EmbeddedPostgres.start(lock)) {
          assertThat(Sql.query(second, "SELECT 1")).isEqualTo("1");
        }

        assertThat(innocent.isAlive()).isTrue();
      } finally {
        innocent.destroyForcibly();
      }
    }
  }

  @Test
  void leavesTheServerOfAnotherHomeAlone(@TempDir Path directory) throws Exception {
    try (HomeLock oneHome = HomeLock.acquire(Homes.withBinaries(directory.resolve("one")));
        HomeLock otherHome = HomeLock.acquire(Homes.withBinaries(directory.resolve("other")));
        EmbeddedPostgres other = EmbeddedPostgres.start(otherHome)) {
      EmbeddedPostgres.start(oneHome).close();
      Files.copy(
          Homes.data(otherHome.home()).resolve(PostmasterPid.FILE_NAME),
          Homes.data(oneHome.home()).resolve(PostmasterPid.FILE_NAME));

      try (EmbeddedPostgres one = EmbeddedPostgres.start(oneHome)) {
        assertThat(one.pid()).isNotEqualTo(other.pid());
        assertThat(Sql.query(other, "SELECT 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void completesAFirstStartThatWasKilledAtAnyMoment(@TempDir Path directory) throws Exception {
    Path home = directory.resolve("home");
    for (long millis : new long[] {300, 700, 1400, 1700, 2000}) {
      try (OwnerProcess owner = OwnerProcess.launch(home)) {
        Thread.sleep(millis);
        owner.kill();
      }
    }

    try (HomeLock lock = HomeLock.acquire(home);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(lock)) {
      assertThat(Sql.query(postgres, "SELECT 1")).isEqualTo("1");
      assertThat(Homes.postmasters(home)).containsExactly(postgres.pid());
      try (Stream<Path> names = Files.list(home.resolve("postgres"))) {
        assertThat(names.map(name -> name.getFileName().toString()))
            .noneMatch(name -> name.endsWith(".tmp"));
      }
    }
  }

  private static void countForMinutes(Statement statement) {
    try {
      statement.execute(
          "SELECT count(*) FROM generate_series(1, 100000000000) AS n WHERE n % 2 = 3");
    } catch (SQLException e) {
      // The server under it is killed.
    }
  }

  private static long backendOf(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT pg_backend_pid()")) {
      result.next();
      return result.getLong(1);
    }
  }

  private static boolean isBusy(EmbeddedPostgres postgres, long backend) {
    try {
      return Sql.query(postgres, "SELECT state FROM pg_stat_activity WHERE pid = " + backend)
          .equals("active");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean noPostmasters(Path home) {
    try {
      return Homes.postmasters(home).isEmpty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not so within %s", PATIENCE).isLessThan(deadline);
      Thread.sleep(10);
    }
  }
}
