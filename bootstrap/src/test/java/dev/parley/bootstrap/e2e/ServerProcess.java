package dev.parley.bootstrap.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A running server on a home folder, on a free port. */
final class ServerProcess implements AutoCloseable {
  /** A platform administrator's key, where a test wants to choose it. */
  static final String ADMIN_KEY = "pk_e2e-platform-administrator-0001";

  private static final Pattern READY =
      Pattern.compile(
          "^Parley \\S+ is ready at (http://localhost:\\d+) \\(.+\\)$", Pattern.MULTILINE);

  private static final Pattern DEMO_KEY = Pattern.compile("/#key=(\\S+)");
  private static final Pattern FIRST_ADMINISTRATOR =
      Pattern.compile("Platform administrator's key, shown this once: (\\S+)");

  private static final Duration STOP = Duration.ofMinutes(2);

  private final Home home;
  private final Program program;
  private final URI url;

  private ServerProcess(Home home, Program program, URI url) {
    this.home = home;
    this.program = program;
    this.url = url;
  }

  /** Starts a server and waits for its ready line. */
  static ServerProcess start(Home home, Map<String, String> settings) {
    Program program = launch(home, settings);
    boolean ready = false;
    try {
      String url = program.awaitOut(READY).group(1);
      ready = true;
      return new ServerProcess(home, program, URI.create(url));
    } finally {
      if (!ready) {
        program.close();
      }
    }
  }

  /** Starts a server that need not come up. */
  static Program launch(Home home, Map<String, String> settings) {
    return Program.launch(home.path(), settingsFor(home, settings), "serve");
  }

  /** The settings of a test, with what every test wants. */
  static Map<String, String> settingsFor(Home home, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("PARLEY_PORT", "0");
    all.put("PARLEY_HOST", "127.0.0.1");
    all.put("PARLEY_HOME", home.path().toString());
    all.putAll(settings);
    return all;
  }

  Home home() {
    return home;
  }

  URI url() {
    return url;
  }

  Program program() {
    return program;
  }

  ApiClient client(String key) {
    return new ApiClient(url, key);
  }

  /** The demo tenant's administrator. */
  ApiClient demo() {
    return client(program.awaitOut(DEMO_KEY).group(1));
  }

  /** The platform's administrator, whose key the server printed. */
  ApiClient firstAdministrator() {
    return client(program.awaitOut(FIRST_ADMINISTRATOR).group(1));
  }

  /** The platform's administrator, whose key the test chose. */
  ApiClient administrator() {
    return client(ADMIN_KEY);
  }

  /** Asks the process to end (SIGTERM). */
  void terminate() {
    program.process().destroy();
  }

  /**
   * Kills the process, and first what it started beside the database: so nothing is left that could
   * end the database in its place.
   */
  void kill9() {
    long postmaster = home.postmaster().map(ProcessHandle::pid).orElse(-1L);
    program
        .process()
        .children()
        .filter(child -> child.pid() != postmaster)
        .forEach(ProcessHandle::destroyForcibly);
    program.close();
  }

  @Override
  public void close() {
    if (program.process().isAlive()) {
      terminate();
      try {
        int unused = program.awaitExit(STOP);
      } finally {
        program.close();
      }
    }
  }
}
