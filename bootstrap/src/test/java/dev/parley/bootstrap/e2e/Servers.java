package dev.parley.bootstrap.e2e;

import java.util.HashMap;
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

  private static final class Administered {
    private static final ScriptedProvider PROVIDER = ScriptedProvider.start();
    private static final LocalSite SITE = LocalSite.start();
    private static final ServerProcess SERVER = withModels(startForAll(settings()));

    /** On a slow machine the provider's list may come after the server is ready. */
    private static ServerProcess withModels(ServerProcess server) {
      Await.condition(
          "the provider's models",
          () ->
              server.administrator().get("/v1/models").expect(200).json().list("data").stream()
                  .anyMatch(model -> model.text("id").endsWith(ProviderScripts.ENDLESS)));
      return server;
    }

    private static Map<String, String> settings() {
      ProviderScripts.addTo(PROVIDER);
      Map<String, String> settings = new HashMap<>(PROVIDER.settings());
      settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
      settings.put("PARLEY_DEMO", "false");
      settings.put("MODEL_DEFAULT", "offline");
      settings.put("MODEL_VISION", ProviderScripts.SEER);
      settings.put("LOG_FORMAT", "json");
      settings.put("URL_FETCH_ALLOW", SITE.entry());
      return settings;
    }
  }

  /** As it comes: no setting but the port and the folder. */
  static ServerProcess plain() {
    return Plain.SERVER;
  }

  /**
   * With a platform key of our choice, no demo, a provider beside the offline model, logs in JSON.
   */
  static ServerProcess administered() {
    return Administered.SERVER;
  }

  /** The provider of {@link #administered}. */
  static ScriptedProvider provider() {
    return Administered.PROVIDER;
  }

  /** The one site on this machine that {@link #administered} may fetch from. */
  static LocalSite site() {
    return Administered.SITE;
  }

  private static ServerProcess startForAll(Map<String, String> settings) {
    Home home = Home.create();
    boolean started = false;
    try {
      ServerProcess server = ServerProcess.start(home, settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-shared-server"));
      started = true;
      return server;
    } finally {
      if (!started) {
        home.close();
      }
    }
  }

  private static void stop(ServerProcess server) {
    try {
      server.close();
    } finally {
      server.home().close();
    }
  }
}
