package dev.parley.benchmarks.provider;

import dev.parley.benchmarks.process.Parent;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The provider as a process of its own; prints its address when it is ready. */
@Command(
    name = "provider",
    mixinStandardHelpOptions = true,
    description = "An OpenAI-compatible provider on this machine that answers from a script.")
public final class ProviderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--port", paramLabel = "N", description = "0, the default: a free one.")
  private int port;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Tokens of an answer, unless the model is named such as scripted-200@20.")
  private int tokens = 200;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Tokens a second; 0, the default: as fast as possible.")
  private int rate;

  @Option(names = "--echo", description = "Begin an answer with the question.")
  private boolean echo;

  @Option(names = "--first-token-ms", paramLabel = "N", description = "Before an answer begins.")
  private int firstTokenMillis;

  @Option(names = "--model", paramLabel = "NAME", description = "To be listed; several may be.")
  private List<String> models = new ArrayList<>();

  @Option(names = "--threads", paramLabel = "N", description = "That serve (${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(names = Parent.OPTION, paramLabel = "PID", description = "End when that process does.")
  private @Nullable Long parent;

  private ProviderCommand() {}

  /** Serves until the process is asked to end. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ProviderCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Parent.follow(parent);
    ScriptedServer server = ScriptedServer.start(options());
    PrintWriter out = spec.commandLine().getOut();
    out.println("ready at http://127.0.0.1:" + server.port());
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  private ScriptedServer.Options options() {
    try {
      Script script = new Script(tokens, rate, echo);
      return new ScriptedServer.Options(
          port,
          script,
          Duration.ofMillis(firstTokenMillis),
          models.isEmpty() ? List.of(script.model()) : models,
          threads);
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(spec.commandLine(), "--" + impossible.getMessage());
    }
  }
}
