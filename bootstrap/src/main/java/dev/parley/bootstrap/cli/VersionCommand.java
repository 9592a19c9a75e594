package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.server.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which version this is. */
@Command(name = "version", description = "Say which version this is.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .println("parley " + Version.current() + " on Java " + Runtime.version().feature());
    return 0;
  }
}
