package dev.parley.adapters.persistence.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whom the server runs as. PostgreSQL refuses to run as root, so root has to become somebody else.
 *
 * @see <a href="https://www.postgresql.org/docs/18/postgres-user.html">PostgreSQL 18, The
 *     PostgreSQL User Account</a>
 */
sealed interface ServerUser {
  Duration PROBE_LIMIT = Duration.ofSeconds(10);

  /** The given command as this user has to be asked to run it. */
  List<String> command(List<String> command);

  /**
   * Makes this user the owner of {@code directory} and everything in it; cheap when that is so
   * already.
   */
  void own(Path directory) throws IOException;

  /** The user Parley itself runs as. */
  record Same() implements ServerUser {
    @Override
    public List<String> command(List<String> command) {
      return command;
    }

    @Override
    public void own(Path directory) {}
  }

  /**
   * Root, in a user namespace that knows no root: files still belong to root, yet the process sees
   * itself as nobody and has no power over other users' files. Many containers forbid it.
   */
  record Namespaced() implements ServerUser {
    @Override
    public List<String> command(List<String> command) {
      return ChildProcess.join(List.of("unshare", "-U"), command);
    }

    @Override
    public void own(Path directory) throws IOException {
      Directories.giveTo(0, directory);
    }
  }

  /** The user with the number 65534, known as nobody, whom every Linux distribution has. */
  record Nobody() implements ServerUser {
    private static final int UID = 65534;

    @Override
    public List<String> command(List<String> command) {
      return ChildProcess.join(
          List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups"), command);
    }

    /** The home itself stays root's; others may pass through it, but neither list nor read it. */
    @Override
    public void own(Path directory) throws IOException {
      Directories.giveTo(UID, directory);
      Path home = directory.getParent();
      if (home != null) {
        Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OTHERS_EXECUTE);
        permissions.addAll(Files.getPosixFilePermissions(home));
        Files.setPosixFilePermissions(home, permissions);
      }
    }
  }

  /** Who may be asked on behalf of the user Parley runs as, the best first. */
  static List<ServerUser> candidates() {
    return new UnixSystem().getUid() == 0
        ? List.of(new Namespaced(), new Nobody())
        : List.of(new Same());
  }

  /**
   * Finds the first candidate that can run the server's programs, and hands {@code directory} with
   * all its contents to it. Root's candidates are put to the test: a way that is forbidden shows,
   * and so does a path they cannot reach.
   *
   * @throws EmbeddedPostgresFailure if root finds no way to be anybody else
   */
  static ServerUser choose(List<ServerUser> candidates, Path directory, PostgresBinaries binaries)
      throws IOException {
    List<String> refusals = new ArrayList<>();
    for (ServerUser candidate : candidates) {
      if (candidate instanceof Same) {
        return candidate;
      }
      candidate.own(directory);
      List<String> probe = candidate.command(List.of(binaries.postgres().toString(), "--version"));
      ChildProcess.Result result = ChildProcess.run(probe, PROBE_LIMIT);
      if (result.succeeded()) {
        return candidate;
      }
      refusals.add(String.join(" ", probe) + ": " + result.output());
    }
    throw new EmbeddedPostgresFailure(
        Reason.NO_UNPRIVILEGED_USER,
        """
        PostgreSQL does not run as root, and root cannot run it as another user here: \
        start Parley as an ordinary user, or set DATABASE_URL. Tried: %s"""
            .formatted(String.join("; ", refusals)));
  }
}
