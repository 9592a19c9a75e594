package dev.parley.adapters.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealingTest {
  @Test
  void startsOverAfterHalfAnUnpacking(@TempDir Path home) throws Exception {
    Path halfDone = Files.createDirectories(home.resolve("postgres/binaries.tmp/bin"));
    Files.writeString(halfDone.resolve("postgres"), "half of it");

    startAndAsk(home);

    assertThat(home.resolve("postgres/binaries.tmp")).doesNotExist();
  }

  @Test
  void unpacksAgainWhatLostItsContents(@TempDir Path directory) throws Exception {
    Path home = Homes.withOwnBinaries(directory);
    Path bki = binariesIn(home).resolve("share/postgresql/postgres.bki");
    try (FileChannel file = FileChannel.open(bki, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }

    startAndAsk(home);

    assertThat(bki).isNotEmptyFile();
  }

  @Test
  void startsOverAfterHalfAnInitdb(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    Path halfDone = Files.createDirectories(home.resolve("postgres/data.tmp/base"));
    Files.writeString(halfDone.resolve("1"), "half of it");

    startAndAsk(home);

    assertThat(home.resolve("postgres/data.tmp")).doesNotExist();
  }

  @Test
  void keepsThePasswordOfAnInterruptedFirstStart(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    Files.writeString(home.resolve("postgres/password"), "chosen-before-the-interruption\n");

    try (HomeLock lock = HomeLock.acquire(home);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(lock)) {
      assertThat(postgres.password()).isEqualTo("chosen-before-the-interruption");
    }
  }

  @Test
  void createsADatabaseThatIsStillMissing(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    try (HomeLock lock = HomeLock.acquire(home)) {
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(lock);
          var connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
          var statement = connection.createStatement()) {
        statement.execute("DROP DATABASE parley");
      }
    }

    startAndAsk(home);
  }

  @Test
  void refusesDataOfAnotherMajorVersionAndTouchesNothing(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    Path data = Files.createDirectories(Homes.data(home));
    Files.writeString(data.resolve("PG_VERSION"), "17\n");
    Files.writeString(data.resolve("postmaster.pid"), "1\n");
    List<Path> before = contents(home.resolve("postgres"));
    try (HomeLock lock = HomeLock.acquire(home)) {
      assertThatExceptionOfType(EmbeddedPostgresFailure.class)
          .isThrownBy(() -> EmbeddedPostgres.start(lock))
          .withMessageContaining("made by PostgreSQL 17 (expected: 18)")
          .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.VERSION_MISMATCH));
    }
    assertThat(contents(home.resolve("postgres"))).isEqualTo(before);
  }

  @Test
  void saysThatThePasswordIsMissing(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    startAndAsk(home);
    Files.delete(home.resolve("postgres/password"));
    try (HomeLock lock = HomeLock.acquire(home)) {
      assertThatExceptionOfType(EmbeddedPostgresFailure.class)
          .isThrownBy(() -> EmbeddedPostgres.start(lock))
          .withMessageContaining("postgres/password is missing")
          .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.DATA_UNUSABLE));
    }
    assertThat(Homes.postmasters(home)).isEmpty();
  }

  private static void startAndAsk(Path home) throws SQLException {
    try (HomeLock lock = HomeLock.acquire(home);
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(lock, Durability.DISPOSABLE, ServerUser.candidates())) {
      assertThat(Sql.query(postgres, "SELECT current_database()")).isEqualTo("parley");
    }
  }

  private static Path binariesIn(Path home) throws IOException {
    return contents(home.resolve("postgres")).getFirst();
  }

  private static List<Path> contents(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory)) {
      return names.sorted().toList();
    }
  }
}
