package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.server.ServerDatabase;
import dev.parley.bootstrap.settings.ServerSettings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the database up to date. */
@Command(name = "migrate", description = "Bring the database up to date and stop.")
final class MigrateCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  MigrateCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (ServerDatabase database = ServerDatabase.open(ServerSettings.parse(environment))) {
      int applied = database.migrate().applied();
      spec.commandLine()
          .getOut()
          .println("The database is up to date; migrations applied: " + applied);
      return 0;
    }
  }
}
