package dev.parley.benchmarks.load;

import dev.parley.benchmarks.bare.BareCommand;
import dev.parley.benchmarks.process.ChildProcess;
import dev.parley.benchmarks.process.ChildProcess.Program;
import dev.parley.benchmarks.process.Parent;
import dev.parley.benchmarks.provider.ProviderCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything that a measurement needs, started for it and stopped with it: a provider, a Parley
 * that knows no other provider, and a bare server. Each is a process of its own; the two servers
 * are given the same memory.
 */
final class Rig implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready at (http://\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ADMIN_KEY = "pk_load-administrator-of-this-run-only";
  private static final String HEAP = "-Xmx1g";
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  private final Path home;
  private final ChildProcess provider;
  private final ChildProcess bare;
  private final ChildProcess parley;
  private final ParleySetup setup;

  private Rig(
      Path home, ChildProcess provider, ChildProcess bare, ChildProcess parley, ParleySetup setup) {
    this.home = home;
    this.provider = provider;
    this.bare = bare;
    this.parley = parley;
    this.setup = setup;
  }

  /**
   * Starts all three.
   *
   * @param program what Java is to run as a Parley
   * @param models the names that the provider's models are asked by
   * @param streams how many streams there may be at once
   * @param options more options of Java's for both servers
   */
  static Rig start(List<String> program, List<String> models, int streams, List<String> options)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("parley-load");
    List<ChildProcess> started = new ArrayList<>();
    try {
      ChildProcess provider =
          started(
              started,
              new Program(
                  "provider",
                  ofOurs(ProviderCommand.class, List.of()),
                  Map.of(),
                  READY,
                  home.resolve("provider.log"),
                  PATIENCE));
      List<String> forServers = new ArrayList<>(List.of(HEAP, NATIVE));
      forServers.addAll(options);
      ChildProcess bare =
          started(
              started,
              new Program(
                  "bare",
                  ofOurs(BareCommand.class, forServers),
                  Map.of(),
                  READY,
                  home.resolve("bare.log"),
                  PATIENCE));
      List<String> arguments = new ArrayList<>(forServers);
      arguments.addAll(program);
      arguments.add("serve");
      ChildProcess parley =
          started(
              started,
              new Program(
                  "parley",
                  arguments,
                  settings(home, provider, models, streams),
                  READY,
                  home.resolve("parley.log"),
                  PATIENCE));
      return new Rig(home, provider, bare, parley, ParleySetup.make(parley.address(), ADMIN_KEY));
    } catch (IOException | InterruptedException | RuntimeException failed) {
      closeAll(started);
      throw failed;
    }
  }

  private static ChildProcess started(List<ChildProcess> all, Program program)
      throws IOException, InterruptedException {
    ChildProcess process = ChildProcess.start(program);
    all.add(process);
    return process;
  }

  /** What runs a command of this module. */
  private static List<String> ofOurs(Class<?> command, List<String> options) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            command.getName(),
            Parent.OPTION,
            Long.toString(ProcessHandle.current().pid())));
    return arguments;
  }

  private static Map<String, String> settings(
      Path home, ChildProcess provider, List<String> models, int streams) {
    Map<String, String> settings = new HashMap<>();
    settings.put("PARLEY_HOME", home.resolve("home").toString());
    settings.put("PARLEY_HOST", "127.0.0.1");
    settings.put("PARLEY_PORT", "0");
    settings.put("PARLEY_DEMO", "false");
    settings.put("PARLEY_ADMIN_KEY", ADMIN_KEY);
    settings.put("PARLEY_DRAIN_SECONDS", "1");
    settings.put("PARLEY_MODEL_CONCURRENCY", Integer.toString(streams));
    settings.put("OPENAI_BASE_URL", provider.address() + "/v1");
    settings.put("OPENAI_MODELS", String.join(",", models));
    settings.put("RATE_LIMIT_RPM", "1000000");
    settings.put("RATE_LIMIT_TPM", "100000000");
    return settings;
  }

  ChildProcess provider() {
    return provider;
  }

  ChildProcess bare() {
    return bare;
  }

  ChildProcess parley() {
    return parley;
  }

  ParleySetup setup() {
    return setup;
  }

  /** Where a server listens on this machine. */
  static InetSocketAddress addressOf(String url) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
  }

  /** Stops everything and deletes what it left. */
  @Override
  public void close() {
    closeAll(List.of(parley, bare, provider));
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException left) {
      System.err.println("load: " + home + " could not be deleted: " + left);
    }
  }

  private static void closeAll(List<ChildProcess> processes) {
    processes.forEach(ChildProcess::close);
  }
}
