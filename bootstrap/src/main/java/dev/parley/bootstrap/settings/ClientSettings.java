package dev.parley.bootstrap.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command line finds a server, and what it shows there.
 *
 * @param home where a server on this machine keeps the demo's key
 * @param apiKey empty: the demo's
 */
public record ClientSettings(URI server, Path home, Optional<String> apiKey) {

  /** Reads the environment; without {@code PARLEY_URL} the server is on this machine. */
  public static ClientSettings parse(Map<String, String> environment) {
    String local = "http://localhost:" + Setting.PARLEY_PORT.in(environment).orElseThrow();
    String url = Setting.PARLEY_URL.in(environment).orElse(local);
    try {
      URI server = URI.create(url.endsWith("/") ? url : url + "/");
      if (server.getHost() != null) {
        return new ClientSettings(
            server, ServerSettings.home(environment), Setting.PARLEY_API_KEY.in(environment));
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new InvalidSetting(Setting.PARLEY_URL, "'" + url + "'", "http(s)://HOST[:PORT]");
  }
}
