package dev.parley.benchmarks.gateway;

import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.process.Parent;
import dev.parley.benchmarks.process.ParleyServer;
import dev.parley.benchmarks.provider.ProviderCommand;
import dev.parley.benchmarks.provider.Script;
import dev.parley.benchmarks.proxy.BareProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The servers of a comparison, each a process of its own on the loopback interface. */
final class Stage implements AutoCloseable {
  static final String DIRECT = "direct";
  static final String PARLEY = "parley";
  static final String BARE_PROXY = "bare proxy";
  static final String PORTKEY = "portkey";

  /** In which they are told of. */
  static final List<String> ORDER = List.of(DIRECT, PARLEY, BARE_PROXY, PORTKEY);

  static final Script JSON = new Script(64, 0, true);
  static final Script STREAM = new Script(100, 0, true);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern READY = Pattern.compile("ready at (http://\\S+)");

  private final Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Server> servers = new ArrayList<>();
  private final URI provider;

  /**
   * One that can be asked.
   *
   * @param headers that it needs
   */
  record Server(String name, int port, ChildProcess process, Map<String, String> headers) {
    Server {
      headers = Map.copyOf(headers);
    }

    Duration processorTime() {
      return process.processorTime();
    }
  }

  /**
   * Starts the provider.
   *
   * @param folder for logs and homes
   */
  Stage(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    ChildProcess process =
        start(
            "provider",
            ProviderCommand.class,
            List.of(Parent.OPTION, Long.toString(ProcessHandle.current().pid())));
    this.provider = URI.create(process.address());
    servers.add(new Server(DIRECT, provider.getPort(), process, Map.of()));
  }

  private ChildProcess start(String name, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    all.addAll(arguments);
    return opened(
        ChildProcess.start(
            new ChildProcess.Program(
                name, all, Map.of(), READY, folder.resolve(name + ".log"), PATIENCE)));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  List<Server> servers() {
    return List.copyOf(servers);
  }

  URI provider() {
    return provider;
  }

  void addBareProxy() throws IOException, InterruptedException {
    ChildProcess process =
        start(
            "bare-proxy",
            BareProxy.class,
            List.of(provider.toString(), Long.toString(ProcessHandle.current().pid())));
    servers.add(new Server(BARE_PROXY, port(process), process, Map.of()));
  }

  private static int port(ChildProcess process) {
    return URI.create(process.address()).getPort();
  }

  /** Portkey cannot choose one itself. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns its home, whose database can be read when the stage is closed. */
  Path addParley(Path jar) throws IOException, InterruptedException {
    ParleyServer parley =
        opened(
            ParleyServer.start(
                jar,
                folder,
                Map.of(
                    // Limits that such a load does not reach.
                    "RATE_LIMIT_RPM", "1000000",
                    "RATE_LIMIT_TPM", "100000000",
                    "OPENAI_BASE_URL", provider + "/v1",
                    "OPENAI_API_KEY", "none",
                    "OPENAI_MODELS", JSON.model() + "," + STREAM.model()),
                "chat"));
    servers.add(
        new Server(
            PARLEY,
            port(parley.process()),
            parley.process(),
            Map.of("Authorization", "Bearer " + parley.apiKey())));
    return parley.home();
  }

  void addPortkey(PortkeyPackage portkey) throws IOException, InterruptedException {
    int port = freePort();
    ChildProcess process = opened(portkey.start(port, folder));
    servers.add(
        new Server(
            PORTKEY,
            port,
            process,
            Map.of(
                "Authorization", "Bearer none",
                "x-portkey-provider", "openai",
                "x-portkey-custom-host", provider + "/v1")));
  }

  /** Ends the servers, the newest first. */
  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        System.err.println("parley: a server could not be ended: " + e);
      }
    }
    open.clear();
  }
}
