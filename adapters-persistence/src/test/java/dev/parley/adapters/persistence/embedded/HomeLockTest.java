package dev.parley.adapters.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
  @Test
  void refusesASecondProcessAndNamesTheFirst(@TempDir Path directory) throws Exception {
    Path home = Homes.withBinaries(directory);
    try (OwnerProcess owner = OwnerProcess.start(home)) {
      assertThatExceptionOfType(HomeInUse.class)
          .isThrownBy(() -> HomeLock.acquire(home))
          .withMessage(
              "PARLEY_HOME %s is in use by process %d; stop it or set another PARLEY_HOME",
              home.toRealPath(), owner.pid());
    }
  }

  @Test
  void staysHeldAfterRefusingItsOwnProcess(@TempDir Path home) throws Exception {
    try (HomeLock lock = HomeLock.acquire(home)) {
      assertThatExceptionOfType(HomeInUse.class)
          .isThrownBy(() -> HomeLock.acquire(home))
          .withMessageContaining("this process, " + ProcessHandle.current().pid());

      try (OwnerProcess refused = OwnerProcess.launch(lock.home())) {
        assertThat(refused.remainingOutput())
            .contains("is in use by process " + ProcessHandle.current().pid() + "; stop it");
      }
    }
  }

  @Test
  void isFreeAgainOnceClosed(@TempDir Path home) {
    HomeLock.acquire(home).close();
    HomeLock again = HomeLock.acquire(home);

    again.close();
    again.close();

    assertThat(home.resolve("parley.lock")).exists();
  }

  @Test
  void knowsAHomeByWhateverPath(@TempDir Path directory) throws IOException {
    Path home = Files.createDirectory(directory.resolve("home"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), home);
    try (HomeLock lock = HomeLock.acquire(link)) {
      assertThat(lock.home()).isEqualTo(home.toRealPath());
      assertThatThrownBy(() -> HomeLock.acquire(home)).isInstanceOf(HomeInUse.class);
    }
  }

  @Test
  void createsAHomeThatOthersCannotEnter(@TempDir Path directory) throws IOException {
    try (HomeLock lock = HomeLock.acquire(directory.resolve("new/home"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock.home())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void saysThatAHomeCannotBeWritten(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> HomeLock.acquire(file.resolve("home")))
        .withMessageContaining("PARLEY_HOME " + file.resolve("home"))
        .withMessageContaining("expected: a directory this user may write to");
  }

  @Test
  void givesNoDatabaseOnceClosed(@TempDir Path home) {
    HomeLock lock = HomeLock.acquire(home);
    lock.close();

    assertThatThrownBy(() -> EmbeddedPostgres.start(lock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected: a lock still held");
  }
}
