package dev.parley.adapters.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import dev.parley.adapters.persistence.embedded.ServerUser.Namespaced;
import dev.parley.adapters.persistence.embedded.ServerUser.Nobody;
import dev.parley.adapters.persistence.embedded.ServerUser.Same;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerUserTest {
  @Test
  void isParleysOwnUserUnlessThatIsRoot() {
    List<ServerUser> candidates = ServerUser.candidates();

    if (isRoot()) {
      assertThat(candidates).containsExactly(new Namespaced(), new Nobody());
    } else {
      assertThat(candidates).containsExactly(new Same());
    }
  }

  @Test
  void keepsDataWhenRootChangesItsWayBetweenStarts(@TempDir Path directory) throws Exception {
    assumeThat(isRoot()).isTrue();
    assumeThat(works(new Namespaced())).isTrue();
    assumeThat(works(new Nobody())).isTrue();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    try (HomeLock home = HomeLock.acquire(Homes.withOwnBinaries(directory))) {
      startAs(new Nobody(), home, "CREATE TABLE note (text text)");
      startAs(new Namespaced(), home, "INSERT INTO note VALUES ('kept')");
      startAs(new Nobody(), home, "UPDATE note SET text = 'changed' WHERE text = 'kept'");

      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(home.home().resolve("postgres"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void saysWhatToDoWhereRootFindsNobodyToBe(@TempDir Path directory) throws IOException {
    assumeThat(isRoot()).isTrue();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    try (HomeLock home = HomeLock.acquire(Homes.withOwnBinaries(directory))) {
      assertThatExceptionOfType(EmbeddedPostgresFailure.class)
          .isThrownBy(() -> EmbeddedPostgres.start(home, Durability.DURABLE, List.of(new Nobody())))
          .withMessageContaining("start Parley as an ordinary user, or set DATABASE_URL")
          .withMessageContaining("setpriv")
          .satisfies(
              failure -> assertThat(failure.reason()).isEqualTo(Reason.NO_UNPRIVILEGED_USER));
    }
  }

  private static void startAs(ServerUser user, HomeLock home, String sql) throws SQLException {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(home, Durability.DURABLE, List.of(user))) {
      Sql.execute(postgres, sql);
    }
  }

  private static boolean works(ServerUser user) {
    return ChildProcess.run(user.command(List.of("/bin/true")), Duration.ofSeconds(5)).succeeded();
  }

  private static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }
}
