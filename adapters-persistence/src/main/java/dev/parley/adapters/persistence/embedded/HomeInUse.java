package dev.parley.adapters.persistence.embedded;

import java.nio.file.Path;

/**
 * Another process, or another part of this one, owns the {@code PARLEY_HOME} that was asked for.
 */
public final class HomeInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HomeInUse(Path home, String owner) {
    super(
        "PARLEY_HOME " + home + " is in use by " + owner + "; stop it or set another PARLEY_HOME");
  }
}
