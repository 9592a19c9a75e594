package dev.parley.bootstrap;

import dev.parley.bootstrap.cli.ParleyCommand;

/** Starts the command line. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(ParleyCommand.run(arguments, System.getenv()));
  }
}
