package dev.parley.bootstrap;

import dev.parley.bootstrap.cli.ParleyCommand;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the command line. */
public final class Main {
  /** Lucene recommends a flag that prints a warning of its own. Held, lest the setting be lost. */
  private static final Logger VECTORIZATION =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    VECTORIZATION.setLevel(Level.SEVERE);
    System.exit(ParleyCommand.run(arguments, System.getenv()));
  }
}
