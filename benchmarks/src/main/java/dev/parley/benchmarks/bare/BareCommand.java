package dev.parley.benchmarks.bare;

import dev.parley.benchmarks.process.Parent;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The bare server as a process of its own; prints its address when it is ready. */
@Command(name = "bare", description = "A server that streams and does nothing else.")
public final class BareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = Parent.OPTION, paramLabel = "PID", description = "End when that process does.")
  private @Nullable Long parent;

  private BareCommand() {}

  /** Serves until the process is asked to end. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BareCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Parent.follow(parent);
    try (ApplicationContext context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environmentPropertySource(false)
            .packages(BareCommand.class.getPackageName())
            .properties(Map.of("micronaut.server.host", "127.0.0.1", "micronaut.server.port", -1))
            .start()) {
      EmbeddedServer server = context.getBean(EmbeddedServer.class);
      server.start();
      PrintWriter out = spec.commandLine().getOut();
      out.println("ready at http://127.0.0.1:" + server.getPort());
      out.flush();
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
