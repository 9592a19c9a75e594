package dev.parley.bootstrap.e2e;

import java.util.Map;

/**
 * Servers that several test classes share, each started when the first of them asks and stopped
 * with the JVM. Who shares makes a tenant of its own, or leaves what it did not make alone.
 */
final class Servers {
  private Servers() {}

  private static final class Plain {
    private static final ServerProcess SERVER = startForAll(Map.of());
  }

  /** As it comes: no setting but the port and the folder. */
  static ServerProcess plain() {
    return Plain.SERVER;
  }

  static ServerProcess startForAll(Map<String, String> settings) {
    Home home = Home.create();
    Runtime.getRuntime().addShutdownHook(new Thread(home::close, "stop-shared-server"));
    return ServerProcess.start(home, settings);
  }
}
