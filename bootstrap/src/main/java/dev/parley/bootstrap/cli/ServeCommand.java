package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.demo.DemoTenant.Demo;
import dev.parley.bootstrap.server.ParleyServer;
import dev.parley.bootstrap.server.Version;
import dev.parley.bootstrap.settings.ServerSettings;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server until the process is asked to end. */
@Command(name = "serve", description = "Start the server.")
final class ServeCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  ServeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerSettings settings = ServerSettings.parse(environment);
    PrintWriter err = spec.commandLine().getErr();
    ServerSettings.ineffectiveKeys(environment)
        .forEach(
            key ->
                err.println("parley: " + key + " is set, but this version reads no such setting"));
    ParleyServer server = ParleyServer.start(settings);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "parley-shutdown"));
    announce(server, spec.commandLine().getOut());
    stopped.await();
    return 0;
  }

  private static void announce(ParleyServer server, PrintWriter out) {
    String address = "http://localhost:" + server.port();
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1_000.0;
    out.printf(
        Locale.ROOT, "Parley %s is ready at %s (%.1f s)%n", Version.current(), address, seconds);
    server.demo().ifPresent(demo -> announceDemo(address, demo, out));
    server
        .firstAdministrator()
        .ifPresent(
            key -> {
              out.println();
              out.println("  Platform administrator's key, shown this once: " + key.value());
            });
    out.flush();
  }

  private static void announceDemo(String address, Demo demo, PrintWriter out) {
    String key = demo.key().value();
    out.println();
    out.println("  Open in a browser:  " + address + "/#key=" + key);
    out.println();
    out.println("  Or ask from a shell:");
    out.println("  curl -N " + address + "/v1/chat \\");
    out.println("    -H 'Authorization: Bearer " + key + "' \\");
    out.println("    -H 'Content-Type: application/json' \\");
    out.println(
        "    -d '{\"bot_id\":\"demo\",\"message\":\"How does Parley keep tenants apart?\",\"stream\":true}'");
  }
}
