package dev.parley.adapters.persistence.embedded;

import dev.parley.adapters.persistence.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server programs, unpacked from the archive on the class path.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 * @param version as the server names it, for example {@code 18.6}
 */
record PostgresBinaries(Path directory, String version) {
  private static final Pattern VERSION_LINE = Pattern.compile("postgres \\(PostgreSQL\\) (\\S+).*");
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);
  private static final String HALF_DONE = "binaries.tmp";

  /**
   * Finds the programs under {@code parent}, or unpacks them there, into a directory named by
   * version and platform.
   *
   * <p>A directory counts only when its {@link Seal} matches both the archive and the files found
   * in it. It is filled under another name and renamed when complete, so whatever interrupts the
   * unpacking is repaired by the next start.
   */
  static PostgresBinaries unpacked(Path parent, Platform platform) {
    URL archive =
        platform.archives().stream()
            .map(PostgresBinaries.class::getResource)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(
                () ->
                    new EmbeddedPostgresFailure(
                        Reason.UNSUPPORTED_PLATFORM,
                        "no embedded PostgreSQL for %s/%s: set DATABASE_URL"
                            .formatted(platform.os(), platform.arch())));
    try {
      String fingerprint = fingerprint(archive);
      Optional<PostgresBinaries> present = find(parent, platform, fingerprint);
      return present.isPresent() ? present.get() : unpack(archive, fingerprint, parent, platform);
    } catch (IOException e) {
      throw new EmbeddedPostgresFailure(
          Reason.BINARIES_UNUSABLE,
          "the embedded PostgreSQL cannot be unpacked into " + parent + ": " + e,
          e);
    }
  }

  Path postgres() {
    return directory.resolve("bin/postgres");
  }

  Path initdb() {
    return directory.resolve("bin/initdb");
  }

  /**
   * The part of the version that decides whether a data directory can be used: 18 of {@code 18.6}.
   */
  String majorVersion() {
    return version.split("\\.", 2)[0];
  }

  private static Optional<PostgresBinaries> find(Path parent, Platform platform, String fingerprint)
      throws IOException {
    try (DirectoryStream<Path> candidates =
        Files.newDirectoryStream(parent, "*-" + platform.name())) {
      for (Path candidate : candidates) {
        Optional<Seal> seal = Seal.of(candidate);
        if (seal.isPresent()
            && seal.get().fingerprint().equals(fingerprint)
            && seal.get().matches(candidate)) {
          return Optional.of(new PostgresBinaries(candidate, seal.get().version()));
        }
      }
    }
    return Optional.empty();
  }

  private static PostgresBinaries unpack(
      URL archive, String fingerprint, Path parent, Platform platform) throws IOException {
    Path halfDone = parent.resolve(HALF_DONE);
    Directories.deleteIfExists(halfDone);
    try (InputStream content = archive.openStream()) {
      TarXz.extract(content, halfDone);
    }
    String version = versionOf(halfDone.resolve("bin/postgres"));
    Seal.put(halfDone, version, fingerprint);
    Path directory = parent.resolve(version + "-" + platform.name());
    Directories.deleteIfExists(directory);
    Files.move(halfDone, directory, StandardCopyOption.ATOMIC_MOVE);
    return new PostgresBinaries(directory, version);
  }

  private static String versionOf(Path postgres) {
    ChildProcess.Result result =
        ChildProcess.run(List.of(postgres.toString(), "--version"), VERSION_LIMIT);
    Matcher line = VERSION_LINE.matcher(result.output());
    if (!result.succeeded() || !line.matches()) {
      throw new EmbeddedPostgresFailure(
          Reason.BINARIES_UNUSABLE,
          "the embedded PostgreSQL does not run on this machine: set DATABASE_URL. %s --version printed: %s"
              .formatted(postgres, result.output()));
    }
    return line.group(1);
  }

  /**
   * Tells archives apart without reading them: their length, with the checksum the jar keeps of
   * them.
   */
  private static String fingerprint(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(false);
    InputStream content = connection.getInputStream();
    try {
      long check =
          connection instanceof JarURLConnection jar
              ? jar.getJarEntry().getCrc()
              : connection.getLastModified();
      return connection.getContentLengthLong() + "-" + Long.toHexString(check);
    } finally {
      content.close();
    }
  }
}
