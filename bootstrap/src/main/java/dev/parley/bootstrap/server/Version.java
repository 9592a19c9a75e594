package dev.parley.bootstrap.server;

import java.util.Objects;

/** Which Parley this is. */
public final class Version {
  private Version() {}

  /** As the jar says; {@code development} where there is no jar. */
  public static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
