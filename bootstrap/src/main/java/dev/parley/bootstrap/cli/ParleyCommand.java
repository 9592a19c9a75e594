package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.server.StartupFailure;
import dev.parley.bootstrap.settings.InvalidSetting;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line as a whole. Exit codes: 0 done, 1 failed, 2 asked for wrongly. */
@Command(
    name = "parley",
    description = "Bots that answer, with citations, from your own documents.",
    subcommands = CommandLine.HelpCommand.class)
public final class ParleyCommand implements Runnable {
  static final int FAILED = 1;
  static final int MISUSED = 2;

  @Spec private CommandSpec spec;

  ParleyCommand() {
    this.spec = CommandSpec.create();
  }

  /** Runs what the arguments say and returns the exit code. */
  public static int run(String[] arguments, Map<String, String> environment) {
    CommandLine commandLine =
        new CommandLine(new ParleyCommand())
            .addSubcommand("serve", new ServeCommand(environment))
            .addSubcommand("migrate", new MigrateCommand(environment))
            .addSubcommand("chat", new ChatCommand(environment))
            .addSubcommand("ingest", new IngestCommand(environment))
            .addSubcommand("guard", new GuardCommand(System.in))
            .addSubcommand("parse", new ParseCommand(System.out))
            .addSubcommand("simulate", new SimulateCommand())
            .addSubcommand("eval", new EvalCommand(environment))
            .addSubcommand("rehearse", new RehearseCommand())
            .addSubcommand("version", new VersionCommand());
    commandLine.setExecutionExceptionHandler((fault, line, parsed) -> explain(fault, line));
    return commandLine.execute(arguments);
  }

  /**
   * What an operator can do something about is one line; anything else is a bug and keeps its
   * trace.
   */
  private static int explain(Exception fault, CommandLine line) throws Exception {
    if (fault instanceof InvalidSetting) {
      line.getErr().println("parley: " + fault.getMessage());
      return MISUSED;
    }
    if (fault instanceof StartupFailure || fault instanceof CommandFailure) {
      line.getErr().println("parley: " + fault.getMessage());
      return FAILED;
    }
    throw fault;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do.");
  }
}
