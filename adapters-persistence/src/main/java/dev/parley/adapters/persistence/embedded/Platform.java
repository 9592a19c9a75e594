package dev.parley.adapters.persistence.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The operating system and processor to choose server binaries for.
 *
 * @param os {@code linux}, {@code darwin}, or whatever else the JVM reports, in lower case
 * @param arch {@code x86_64}, {@code arm_64}, or whatever else the JVM reports
 * @param musl whether the C library is musl, as on Alpine, for which there are binaries of their
 *     own
 */
record Platform(String os, String arch, boolean musl) {

  static Platform current() {
    return of(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Files.exists(Path.of("/etc/alpine-release")));
  }

  static Platform of(String osName, String osArch, boolean musl) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    return new Platform(
        os.startsWith("mac") ? "darwin" : os,
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        },
        musl);
  }

  /** The name of the platform in resources and directories. */
  String name() {
    return os + "-" + arch + (musl ? "-alpine_linux" : "");
  }

  /**
   * The resources that may hold the server for this platform, the best first. Programs for macOS
   * run on both its processors, so the archive that is named for the other one does as well.
   */
  List<String> archives() {
    String own = "/postgres-" + name() + ".txz";
    if (!os.equals("darwin")) {
      return List.of(own);
    }
    return List.of(own, "/postgres-darwin-x86_64.txz", "/postgres-darwin-arm_64.txz");
  }

  /**
   * The character classes of the operating system that the text search parser splits words by.
   *
   * <p>Under plain {@code C} the parser takes every non-ASCII character for a letter, so that
   * dashes, typographic quotes, no-break spaces and CJK punctuation become part of the words beside
   * them and full-text search misses those. These two names exist without any locale package
   * installed.
   */
  String characterClasses() {
    return os.equals("darwin") ? "UTF-8" : "C.UTF-8";
  }
}
