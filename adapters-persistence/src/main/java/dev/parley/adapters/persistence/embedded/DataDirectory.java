package dev.parley.adapters.persistence.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of the database cluster and the password that opens it.
 *
 * <p>Both come into being under another name and are renamed when they are complete and on disk,
 * the password first. A start that is interrupted at any point is completed by the next one.
 */
final class DataDirectory {
  static final String OWNER = "parley_owner";

  /** Stands before the directory among the arguments of initdb. */
  static final String PGDATA_OPTION = "--pgdata=";

  private static final int PASSWORD_BYTES = 32;
  private static final Duration INITDB_LIMIT = Duration.ofMinutes(5);
  private static final String HOST_RULES =
      """
      # Whoever reaches the loopback interface still has to know the password.
      # TYPE  DATABASE  USER  ADDRESS       METHOD
      host    all       all   127.0.0.1/32  scram-sha-256
      host    all       all   ::1/128       scram-sha-256
      """;

  private final Path parent;

  DataDirectory(Path parent) {
    this.parent = parent;
  }

  Path path() {
    return parent.resolve("data");
  }

  /**
   * Refuses data of another major version, which the server could not read, before anything is done
   * to it.
   *
   * @throws EmbeddedPostgresFailure if there is such data
   */
  void requireMajorVersion(String expected) throws IOException {
    if (!Files.exists(path())) {
      return;
    }
    Path versionFile = path().resolve("PG_VERSION");
    if (!Files.exists(versionFile)) {
      throw new EmbeddedPostgresFailure(
          Reason.DATA_UNUSABLE,
          versionFile + " is missing (expected: a complete data directory of PostgreSQL)");
    }
    String found = Files.readString(versionFile, US_ASCII).strip();
    if (!found.equals(expected)) {
      throw new EmbeddedPostgresFailure(
          Reason.VERSION_MISMATCH,
          """
          %s: made by PostgreSQL %s (expected: %s); nothing was changed. \
          Run the Parley release that made it, or move its data to a new PARLEY_HOME"""
              .formatted(path(), found, expected));
    }
  }

  /** Makes the cluster unless there is one. */
  void initialise(
      PostgresBinaries binaries, Platform platform, ServerUser user, Durability durability)
      throws IOException {
    Path halfDone = parent.resolve("data.tmp");
    if (Files.exists(halfDone)) {
      Leftovers.endInitdb(halfDone);
      Directories.deleteIfExists(halfDone);
    }
    if (Files.exists(path())) {
      return;
    }
    if (!Files.exists(passwordFile())) {
      storePassword(newPassword());
    }
    user.own(parent);
    List<String> initdb =
        new ArrayList<>(
            List.of(
                binaries.initdb().toString(),
                PGDATA_OPTION + halfDone,
                "--username=" + OWNER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile(),
                "--encoding=UTF8",
                "--locale=C",
                "--lc-ctype=" + platform.characterClasses(),
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions"));
    initdb.addAll(durability.initdbArguments());
    ChildProcess.Result result = ChildProcess.run(user.command(initdb), INITDB_LIMIT);
    if (!result.succeeded()) {
      throw new EmbeddedPostgresFailure(
          Reason.DATA_UNUSABLE,
          "initdb ended with %s (expected: 0) and printed: %s"
              .formatted(result.exitCode(), result.output()));
    }
    overwrite(halfDone.resolve("pg_hba.conf"), HOST_RULES);
    Files.move(halfDone, path(), StandardCopyOption.ATOMIC_MOVE);
    Directories.sync(parent);
  }

  /** The password of {@link #OWNER}, as 64 hexadecimal digits. */
  String password() throws IOException {
    if (!Files.exists(passwordFile())) {
      throw new EmbeddedPostgresFailure(
          Reason.DATA_UNUSABLE,
          "%s is missing (expected: the password of the database beside it): restore it from a backup"
              .formatted(passwordFile()));
    }
    return Files.readString(passwordFile(), US_ASCII).strip();
  }

  private Path passwordFile() {
    return parent.resolve("password");
  }

  private void storePassword(String password) throws IOException {
    Path halfDone = parent.resolve("password.tmp");
    Files.deleteIfExists(halfDone);
    try (FileChannel channel =
        FileChannel.open(
            halfDone,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      writeAll(channel, password + "\n");
    }
    Files.move(halfDone, passwordFile(), StandardCopyOption.ATOMIC_MOVE);
    Directories.sync(parent);
  }

  /** Keeps owner and mode of the file, which the server's user made. */
  private static void overwrite(Path file, String content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      writeAll(channel, content);
    }
  }

  private static void writeAll(FileChannel channel, String content) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  private static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
